// Clients that connect, wait for the first bytes, and close.
//   connect HOST PORT SECONDS CLIENTS RATE [http]
// With "http" a client sends a request, and the server closes after its answer. Otherwise clients send nothing.
// RATE 0: each client connects again as soon as it can. Otherwise RATE connections begin per second at equal
// intervals, even if earlier ones have no answer yet. So if a server pauses, all connections that were due in the
// pause count as slow. Connections without an answer a second after the end have failed.
// Prints the number of completed and of failed connections; the 50th and 99th percentile of the microseconds from
// when a connection was due to its first byte; and for each answer, which names the process that served, "ANSWER=COUNT".
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 4096
#define MOST_ANSWERS 256
#define MOST_MICROS 2000000  // longer times count as this
#define LONGEST_ANSWER 512
#define TIMEOUT 1000000  // microseconds after the end

static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

static struct sockaddr_in at;
static int http;
static int epoll_fd;
static int64_t begun[SLOTS];  // 0: free
static int fds[SLOTS];
static char heard[SLOTS][LONGEST_ANSWER + 1];
static int lengths[SLOTS];
static int busy;
static long completed, failed;
static uint32_t histogram[MOST_MICROS + 1];
static struct {
  char text[16];
  long count;
} answers[MOST_ANSWERS];
static int different;

static int64_t micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void watch(int how, int slot, uint32_t events) {
  struct epoll_event wanted = {.events = events, .data.u32 = slot};
  epoll_ctl(epoll_fd, how, fds[slot], &wanted);
}

static void begin(int slot, int64_t due) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct linger reset = {1, 0};  // otherwise closed connections occupy all local ports
  if (fd < 0) {
    failed++;
    return;
  }
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (connect(fd, (struct sockaddr *)&at, sizeof at) && errno != EINPROGRESS) {
    failed++;
    close(fd);
    return;
  }
  fds[slot] = fd;
  lengths[slot] = 0;
  begun[slot] = due;
  int waits = http && send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0;
  watch(EPOLL_CTL_ADD, slot, waits ? EPOLLOUT : EPOLLIN);
  busy++;
}

static void tally(const char *answer) {
  int i = 0;
  while (i < different && strncmp(answers[i].text, answer, sizeof answers[i].text - 1)) i++;
  if (i == MOST_ANSWERS) return;
  if (i == different) snprintf(answers[different++].text, sizeof answers[i].text, "%s", answer);
  answers[i].count++;
}

static void end(int slot, const char *answer) {
  if (answer && *answer) {
    tally(answer);
    completed++;
  } else {
    failed++;
  }
  close(fds[slot]);
  begun[slot] = 0;
  busy--;
}

// Returns the body of an answer with status 200.
static const char *body(const char *answer) {
  const char *end = strncmp(answer, "HTTP/1.1 200", 12) ? NULL : strstr(answer, "\r\n\r\n");
  return end ? end + 4 : NULL;
}

static void receive(int slot) {
  int room = LONGEST_ANSWER - lengths[slot];
  int count = read(fds[slot], heard[slot] + lengths[slot], room);
  if (count > 0 && lengths[slot] == 0) {
    int64_t took = micros() - begun[slot];
    histogram[took > MOST_MICROS ? MOST_MICROS : took]++;
  }
  if (count > 0) lengths[slot] += count;
  heard[slot][lengths[slot]] = 0;
  if (!http || count <= 0) end(slot, http ? body(heard[slot]) : heard[slot]);
}

static void handle(struct epoll_event *event) {
  int slot = event->data.u32;
  if (event->events & EPOLLOUT && send(fds[slot], request, sizeof request - 1, MSG_NOSIGNAL) > 0) {
    watch(EPOLL_CTL_MOD, slot, EPOLLIN);
  } else {
    receive(slot);
  }
}

static int free_slot(void) {
  static int last;
  for (int i = 0; i < SLOTS; i++) {
    last = (last + 1) % SLOTS;
    if (!begun[last]) return last;
  }
  return -1;
}

static int percentile(double share) {
  long left = completed * share;
  for (int i = 0; i <= MOST_MICROS; i++) {
    if ((left -= histogram[i]) < 0) return i;
  }
  return MOST_MICROS;
}

// Begins the connections that are due, and returns the microseconds until the next one.
static int64_t begin_due(int clients, double rate) {
  static double next;
  if (rate <= 0) {
    for (int missing = clients - busy; missing > 0; missing--) begin(free_slot(), micros());
    return 1000;
  }
  int64_t now = micros();  // connections that become due in the meantime must not delay answers
  if (next == 0) next = now;
  while (next <= now) {
    int slot = busy < SLOTS ? free_slot() : -1;
    if (slot < 0) failed++;
    else begin(slot, next);
    next += 1e6 / rate;
  }
  return next - micros();
}

static void wait_for_answers(int64_t most_micros) {
  struct epoll_event ready[256];
  struct timespec most = {0, most_micros > 0 ? most_micros * 1000 : 0};
  int n = epoll_pwait2(epoll_fd, ready, 256, &most, NULL);
  for (int i = 0; i < n; i++) handle(&ready[i]);
}

static void print(void) {
  printf("%ld %ld %d %d", completed, failed, percentile(0.5), percentile(0.99));
  for (int i = 0; i < different; i++) {
    printf(" %.*s=%ld", (int)strcspn(answers[i].text, "\r\n"), answers[i].text, answers[i].count);
  }
  putchar('\n');
}

int main(int count, char **words) {
  if (count != 6 && count != 7) {
    fputs("usage: connect HOST PORT SECONDS CLIENTS RATE [http]\n", stderr);
    return 2;
  }
  at.sin_family = AF_INET;
  at.sin_port = htons(atoi(words[2]));
  inet_pton(AF_INET, words[1], &at.sin_addr);
  http = count == 7;
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  int64_t stop = micros() + atof(words[3]) * 1000000;
  while (micros() < stop) wait_for_answers(begin_due(atoi(words[4]), atof(words[5])));
  while (busy > 0 && micros() < stop + TIMEOUT) wait_for_answers(1000);
  failed += busy;
  print();
}
