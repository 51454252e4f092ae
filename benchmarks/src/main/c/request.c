// Clients that send HTTP requests at a constant rate and repeat nothing, whatever becomes of the server.
//   request HOST PORT CONNECTIONS new|keep
// new: a connection for each request; keep: connections stay, as long as the server lets them.
// A line on standard input with a rate begins a window: so many requests are due in each second, at even
// distances (0: the next as soon as a connection is free). One that is due while all connections are taken
// waits, and is charged for it. An empty line ends the window: when no request is under way any more a line is
// printed: answered; refused; reset; cut (ended before or in the answer); unanswered within five seconds; answered
// with something else than 200; the 50th, 99th, 99.9th and 100th percentile of microseconds from when a request was due
// to the end of its answer.
// That a server ends a connection which waits for its next request is no failure.
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
#define PATIENCE 5000000  // microseconds
#define TICK 10           // latencies are counted as fine as that
#define SLOWEST (2 * PATIENCE / TICK)  // longer ones count as that long
#define MOST_IDLE 50000
#define COMMANDS MOST_CONNECTIONS

enum outcome { ANSWERED, REFUSED, RESET, CUT, UNANSWERED, WRONG, OUTCOMES };

static struct client {
  int fd;  // -1: none
  bool busy, asked;
  int64_t due, begun;
  size_t length;
  char answer[2048];
} clients[MOST_CONNECTIONS];

static struct sockaddr_in at = {.sin_family = AF_INET};
static int epoll_fd, connections, busy;
static bool keep;
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

static void hang_up(struct client *client) {
  close(client->fd);
  client->fd = -1;
}

static void finish(struct client *client, enum outcome outcome) {
  outcomes[outcome]++;
  if (outcome == ANSWERED) {
    size_t ticks = (micros() - client->due) / TICK;
    histogram[ticks > SLOWEST ? SLOWEST : ticks]++;
  }
  if (outcome != ANSWERED || !keep || strcasestr(client->answer, "\r\nconnection: close\r\n")) hang_up(client);
  client->busy = false;
  busy--;
}

static enum outcome outcome_of(int error) {
  if (error == ECONNREFUSED) return REFUSED;
  if (error == ECONNRESET || error == EPIPE) return RESET;
  errno = error;
  fail("request: a connection");
  return OUTCOMES;
}

static void ask(struct client *client) {
  if (send(client->fd, question, strlen(question), MSG_NOSIGNAL) > 0) {
    client->asked = true;
  } else if (errno != EAGAIN && errno != ENOTCONN) {
    finish(client, outcome_of(errno));
  }
}

static void dial(struct client *client) {
  struct linger reset = {1, 0};  // else closed connections use up all local ports
  struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.u32 = client - clients};
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0 || setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) ||
      epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &wanted)) {
    fail("request: a socket");
  }
}

static void begin(struct client *client, int64_t due) {
  client->busy = true;
  busy++;
  client->asked = false;
  client->length = 0;
  client->due = due;
  client->begun = micros();
  if (client->fd < 0) {
    dial(client);
    if (connect(client->fd, (struct sockaddr *)&at, sizeof at) && errno != EINPROGRESS) {
      finish(client, outcome_of(errno));
      return;
    }
  }
  ask(client);
}

static bool is_whole(const struct client *client) {
  char *body = strstr(client->answer, "\r\n\r\n");
  char *length = strcasestr(client->answer, "\r\ncontent-length:");
  if (!body || !length || length > body) return false;
  return client->length >= (size_t)(body + 4 - client->answer) + atol(length + 17);
}

static void hear(struct client *client) {
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

static void happened(struct client *client, uint32_t events) {
  if (client->fd < 0) return;
  if (client->busy && !client->asked) ask(client);
  if (client->busy && events & (EPOLLIN | EPOLLERR | EPOLLHUP)) hear(client);
  if (client->fd >= 0 && !client->busy && events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) hang_up(client);
}

static void expire(int64_t now) {
  for (int i = 0; i < connections; i++) {
    if (clients[i].busy && now - clients[i].begun > PATIENCE) finish(&clients[i], UNANSWERED);
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
  printf("%ld %ld %ld %ld\n", percentile(0.5), percentile(0.99), percentile(0.999), percentile(0.9999999));
  fflush(stdout);
  memset(outcomes, 0, sizeof outcomes);
  memset(histogram, 0, sizeof histogram);
}

// Waits for what happens, until then; true if there is a command.
static bool wait_until(int64_t then) {
  struct epoll_event ready[256];
  int64_t left = then - micros();
  struct timespec most = {0, left > 0 ? left * 1000 : 0};
  bool command = false;
  int n = epoll_pwait2(epoll_fd, ready, 256, &most, NULL);
  for (int i = 0; i < n; i++) {
    if (ready[i].data.u32 == COMMANDS) command = true;
    else happened(&clients[ready[i].data.u32], ready[i].events);
  }
  return command;
}

// A window: requests are due from next on, until then.
static bool open_window;
static double rate, next, until;

static void ask_what_is_due(int64_t now) {
  struct client *client;
  for (int begun = 0; begun < connections && next <= now && next < until && (client = free_client()); begun++) {
    begin(client, rate > 0 ? next : micros());
    if (rate > 0) next += 1e6 / rate;
  }
}

// What a server has kept from being asked for too long after the end will not be asked any more.
static void give_up_what_is_due(void) {
  for (; next < until; next += 1e6 / rate) outcomes[UNANSWERED]++;
}

static void obey(const char *line) {
  if (*line) {
    rate = atof(line);
    next = micros();
    until = INFINITY;
    open_window = true;
  } else {
    until = micros();
    if (rate == 0) next = until;
  }
}

// Several lines may have come, if we have been kept from running. False if there are no more.
static bool obey_all(void) {
  char lines[128], *rest = lines;
  ssize_t n = read(STDIN_FILENO, lines, sizeof lines - 1);
  if (n <= 0) return false;
  lines[n] = 0;
  while (*rest) obey(strsep(&rest, "\n"));
  return true;
}

static void run(void) {
  int64_t looked = 0;
  for (;;) {
    int64_t now = micros(), idle = now + MOST_IDLE;
    if (open_window) {
      ask_what_is_due(now);
      if (now > until + PATIENCE) give_up_what_is_due();
      if (busy == 0 && next >= until) {
        report();
        open_window = false;
      }
    }
    if (now - looked > MOST_IDLE) expire(looked = now);
    bool soon = open_window && next > now && next < idle;
    if (wait_until(soon ? (int64_t)next : idle) && !obey_all()) return;
  }
}

int main(int count, char **words) {
  if (count != 5) {
    fputs("usage: request HOST PORT CONNECTIONS new|keep\n", stderr);
    return 2;
  }
  at.sin_port = htons(atoi(words[2]));
  inet_pton(AF_INET, words[1], &at.sin_addr);
  connections = atoi(words[3]) < MOST_CONNECTIONS ? atoi(words[3]) : MOST_CONNECTIONS;
  keep = !strcmp(words[4], "keep");
  snprintf(question, sizeof question, "GET / HTTP/1.1\r\nHost: %s\r\n%s\r\n", words[1],
           keep ? "" : "Connection: close\r\n");
  for (int i = 0; i < connections; i++) clients[i].fd = -1;
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event commands = {.events = EPOLLIN, .data.u32 = COMMANDS};
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &commands)) fail("request: standard input");
  run();
}
