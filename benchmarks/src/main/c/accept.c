// A server that does the minimum: accept, write the process id, close, in a loop, on a socket with SO_REUSEPORT.
//   accept PORT PROCESSES
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

static int listen_on(int port) {
  int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;
  struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) ||
      bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 511)) {
    perror("accept: listening");
    exit(1);
  }
  return fd;
}

static void serve(int port) {
  int listener = listen_on(port);
  char answer[16];
  int length = snprintf(answer, sizeof answer, "%d\n", getpid());
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) continue;
    if (write(fd, answer, length) < 0) perror("accept: writing");
    close(fd);
  }
}

int main(int count, char **words) {
  if (count != 3) {
    fputs("usage: accept PORT PROCESSES\n", stderr);
    return 2;
  }
  for (int i = atoi(words[2]); i > 0; i--) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve(atoi(words[1]));
    }
  }
  pause();
}
