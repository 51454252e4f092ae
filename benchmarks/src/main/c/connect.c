// Clients that connect, wait for the first bytes, and close; nothing is sent.
//   connect HOST PORT SECONDS CLIENTS RATE
// RATE 0: each client connects again as soon as it can. Otherwise so many connections begin in each
// second, at even distances, whatever became of earlier ones: a server that stops for a moment is
// charged for all that should have begun meanwhile.
// Prints: completed, failed; the 50th and 99th percentile of microseconds from when a connection
// should have begun to its first byte; how many different answers there were, which say who serves,
// and how many of the rarest and of the most frequent one.
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
#define MOST_MICROS 2000000  // longer ones count as that long

static struct sockaddr_in at;
static int epoll_fd;
static int64_t begun[SLOTS];  // 0: free
static int fds[SLOTS];
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

static void begin(int slot, int64_t due) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = slot};
  struct linger reset = {1, 0};  // else closed connections use up all local ports
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
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &wanted);
  fds[slot] = fd;
  begun[slot] = due;
  busy++;
}

static void tally(const char *answer) {
  int i = 0;
  while (i < different && strcmp(answers[i].text, answer)) i++;
  if (i == MOST_ANSWERS) return;
  if (i == different) strcpy(answers[different++].text, answer);
  answers[i].count++;
}

static void end(int slot) {
  char bytes[16] = "";
  if (read(fds[slot], bytes, sizeof bytes - 1) > 0) {
    tally(bytes);
    int64_t took = micros() - begun[slot];
    histogram[took > MOST_MICROS ? MOST_MICROS : took]++;
    completed++;
  } else {
    failed++;
  }
  close(fds[slot]);
  begun[slot] = 0;
  busy--;
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

int main(int count, char **words) {
  if (count != 6) {
    fputs("usage: connect HOST PORT SECONDS CLIENTS RATE\n", stderr);
    return 2;
  }
  at.sin_family = AF_INET;
  at.sin_port = htons(atoi(words[2]));
  inet_pton(AF_INET, words[1], &at.sin_addr);
  int clients = atoi(words[4]);
  double rate = atof(words[5]);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  int64_t start = micros(), stop = start + atof(words[3]) * 1000000;
  int64_t next = start;
  for (int64_t now = start; now < stop; now = micros()) {
    if (rate > 0) {
      while (next <= now) {
        int slot = free_slot();
        if (slot < 0) failed++;
        else begin(slot, next);
        next += 1e6 / rate;
      }
    } else {
      while (busy < clients) begin(free_slot(), micros());
    }
    struct epoll_event ready[256];
    int64_t idle = rate > 0 ? next - micros() : 1000;
    struct timespec most = {0, idle > 0 ? idle * 1000 : 0};
    int n = epoll_pwait2(epoll_fd, ready, 256, &most, NULL);
    for (int i = 0; i < n; i++) end(ready[i].data.u32);
  }
  long rarest = different ? answers[0].count : 0, frequent = 0;
  for (int i = 0; i < different; i++) {
    if (answers[i].count < rarest) rarest = answers[i].count;
    if (answers[i].count > frequent) frequent = answers[i].count;
  }
  printf("%ld %ld %d %d %d %ld %ld\n", completed, failed, percentile(0.5), percentile(0.99), different,
         rarest, frequent);
}
