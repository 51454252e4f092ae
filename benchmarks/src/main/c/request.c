// Clients that send HTTP requests at a constant rate and never retry.
//   request HOST PORT CONNECTIONS new-connection|keep-alive
// new-connection: a new connection per request; keep-alive: connections stay open as long as the server allows.
// A line on standard input with a rate begins a period: RATE requests are due per second, at equal intervals (0: the
// next request as soon as a connection is free). If all connections are in use, a request waits, and its latency
// includes the wait. After "pause MICROSECONDS" each connection instead sends its next request so long after its last
// answer, and its latency counts from then. An empty line ends the period. When no request is in flight any more, a line is printed with the
// numbers of requests that were answered, refused, reset, cut (the connection ended before the whole answer),
// unanswered within five seconds, and answered with another status than 200; and the 50th, 99th, 99.9th and 100th
// percentile of the microseconds from when a request was due to the end of its answer; and the number of connections
// that were opened.
// It is no failure if a server closes an idle connection.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 4096
#define TIMEOUT 5000000  // microseconds
#define TICK 10           // resolution of the histogram
#define SLOWEST (2 * TIMEOUT / TICK)  // longer latencies count as this
#define MOST_IDLE 50000
#define COMMANDS MOST_CONNECTIONS

enum outcome { ANSWERED, REFUSED, RESET, CUT, UNANSWERED, WRONG, OUTCOMES };

static struct client {
  int fd;  // -1: none
  bool busy, sent;
  int64_t due, begun, paused_until;
  size_t length;
  char answer[2048];
} clients[MOST_CONNECTIONS];

static struct sockaddr_in at = {.sin_family = AF_INET};
static int epoll_fd, connections, busy;
static long opened;
static int64_t pause_micros = -1;  // -1: requests have a rate
static bool keep_alive;
static char question[128];
static long outcomes[OUTCOMES];
static uint32_t histogram[SLOWEST + 1];

static int64_t micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void disconnect(struct client *client) {
  close(client->fd);
  client->fd = -1;
}

static void finish(struct client *client, enum outcome outcome) {
  outcomes[outcome]++;
  if (outcome == ANSWERED) {
    size_t ticks = (micros() - client->due) / TICK;
    histogram[ticks > SLOWEST ? SLOWEST : ticks]++;
  }
  if (outcome != ANSWERED || !keep_alive || strcasestr(client->answer, "\r\nconnection: close\r\n")) disconnect(client);
  client->busy = false;
  client->paused_until = pause_micros < 0 ? 0 : micros() + pause_micros;
  busy--;
}

static enum outcome outcome_of(int error) {
  if (error == ECONNREFUSED) return REFUSED;
  if (error == ECONNRESET || error == EPIPE) return RESET;
  errno = error;
  fail("request: a connection");
  return OUTCOMES;
}

static void send_request(struct client *client) {
  if (send(client->fd, question, strlen(question), MSG_NOSIGNAL) > 0) {
    client->sent = true;
  } else if (errno != EAGAIN && errno != ENOTCONN) {
    finish(client, outcome_of(errno));
  }
}

static void open_socket(struct client *client) {
  struct linger reset = {1, 0};  // otherwise closed connections occupy all local ports
  struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.u32 = client - clients};
  opened++;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0 || setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) ||
      epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &wanted)) {
    fail("request: a socket");
  }
}

static void begin(struct client *client, int64_t due) {
  client->busy = true;
  busy++;
  client->sent = false;
  client->length = 0;
  client->due = due;
  client->begun = micros();
  if (client->fd < 0) {
    open_socket(client);
    if (connect(client->fd, (struct sockaddr *)&at, sizeof at) && errno != EINPROGRESS) {
      finish(client, outcome_of(errno));
      return;
    }
  }
  send_request(client);
}

static bool is_whole(const struct client *client) {
  char *body = strstr(client->answer, "\r\n\r\n");
  char *length = strcasestr(client->answer, "\r\ncontent-length:");
  if (!body || !length || length > body) return false;
  return client->length >= (size_t)(body + 4 - client->answer) + atol(length + 17);
}

static void receive(struct client *client) {
  while (client->busy) {
    size_t room = sizeof client->answer - 1 - client->length;
    ssize_t n = recv(client->fd, client->answer + client->length, room, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) {
      finish(client, outcome_of(errno));
    } else if (n == 0) {
      finish(client, room == 0 ? WRONG : CUT);
    } else {
      client->length += n;
      client->answer[client->length] = 0;
      if (is_whole(client)) finish(client, strncmp(client->answer + 8, " 200", 4) ? WRONG : ANSWERED);
    }
  }
}

static void handle_event(struct client *client, uint32_t events) {
  if (client->fd < 0) return;
  if (client->busy && !client->sent) send_request(client);
  if (client->busy && events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(client);
  if (client->fd >= 0 && !client->busy && events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) disconnect(client);
}

static void expire(int64_t now) {
  for (int i = 0; i < connections; i++) {
    if (clients[i].busy && now - clients[i].begun > TIMEOUT) finish(&clients[i], UNANSWERED);
  }
}

static struct client *free_client(void) {
  static int last;
  for (int i = 0; i < connections && busy < connections; i++) {
    last = (last + 1) % connections;
    if (!clients[last].busy) return &clients[last];
  }
  return NULL;
}

static long percentile(double share) {
  long left = outcomes[ANSWERED] * share;
  size_t ticks = 0;
  while (ticks < SLOWEST && (left -= histogram[ticks]) >= 0) ticks++;
  return ticks * TICK;
}

static void report(void) {
  for (int i = 0; i < OUTCOMES; i++) printf("%ld ", outcomes[i]);
  printf("%ld %ld %ld %ld ", percentile(0.5), percentile(0.99), percentile(0.999), percentile(0.9999999));
  printf("%ld\n", opened);
  fflush(stdout);
  opened = 0;
  memset(outcomes, 0, sizeof outcomes);
  memset(histogram, 0, sizeof histogram);
}

// Handles events until a time. Returns true if there is a command.
static bool wait_until(int64_t then) {
  struct epoll_event ready[256];
  int64_t left = then - micros();
  struct timespec most = {0, left > 0 ? left * 1000 : 0};
  bool command = false;
  int n = epoll_pwait2(epoll_fd, ready, 256, &most, NULL);
  for (int i = 0; i < n; i++) {
    if (ready[i].data.u32 == COMMANDS) command = true;
    else handle_event(&clients[ready[i].data.u32], ready[i].events);
  }
  return command;
}

// A period: requests are due from "next" until "until".
static bool in_period;
static double rate, next, until;

static void begin_paused(int64_t now) {
  next = now + MOST_IDLE;
  for (int i = 0; i < connections && now < until; i++) {
    if (clients[i].busy) continue;
    if (clients[i].paused_until <= now) begin(&clients[i], micros());
    else if (clients[i].paused_until < next) next = clients[i].paused_until;
  }
}

static void begin_due(int64_t now) {
  struct client *client;
  for (int begun = 0; begun < connections && next <= now && next < until && (client = free_client()); begun++) {
    begin(client, rate > 0 ? next : micros());
    if (rate > 0) next += 1e6 / rate;
  }
}

// Requests that could not be sent in time after the end of the period.
static void count_unsent(void) {
  for (; next < until; next += 1e6 / rate) outcomes[UNANSWERED]++;
}

static void handle_command(const char *line) {
  if (*line) {
    bool pauses = !strncmp(line, "pause ", 6);
    pause_micros = pauses ? atol(line + 6) : -1;
    rate = pauses ? 0 : atof(line);
    next = micros();
    until = INFINITY;
    in_period = true;
  } else {
    until = micros();
    if (rate == 0) next = until;
  }
}

// Handles all lines that have arrived. Returns false at the end of the input.
static bool handle_commands(void) {
  char lines[128], *rest = lines;
  ssize_t n = read(STDIN_FILENO, lines, sizeof lines - 1);
  if (n <= 0) return false;
  lines[n] = 0;
  while (*rest) handle_command(strsep(&rest, "\n"));
  return true;
}

static void run(void) {
  int64_t looked = 0;
  for (;;) {
    int64_t now = micros(), idle = now + MOST_IDLE;
    if (in_period) {
      if (pause_micros >= 0) begin_paused(now);
      else begin_due(now);
      if (now > until + TIMEOUT) count_unsent();
      if (busy == 0 && next >= until) {
        report();
        in_period = false;
      }
    }
    if (now - looked > MOST_IDLE) expire(looked = now);
    bool soon = in_period && next > now && next < idle;
    if (wait_until(soon ? (int64_t)next : idle) && !handle_commands()) return;
  }
}

int main(int count, char **words) {
  if (count != 5) {
    fputs("usage: request HOST PORT CONNECTIONS new-connection|keep-alive\n", stderr);
    return 2;
  }
  at.sin_port = htons(atoi(words[2]));
  inet_pton(AF_INET, words[1], &at.sin_addr);
  connections = atoi(words[3]) < MOST_CONNECTIONS ? atoi(words[3]) : MOST_CONNECTIONS;
  keep_alive = !strcmp(words[4], "keep-alive");
  snprintf(question, sizeof question, "GET / HTTP/1.1\r\nHost: %s\r\n%s\r\n", words[1],
           keep_alive ? "" : "Connection: close\r\n");
  for (int i = 0; i < connections; i++) clients[i].fd = -1;
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event commands = {.events = EPOLLIN, .data.u32 = COMMANDS};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &commands)) fail("request: standard input");
  run();
}
