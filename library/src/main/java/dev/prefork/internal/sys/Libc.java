package dev.prefork.internal.sys;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls libc functions; each method documents its C prototype.
 *
 * <p>Every call returns C's result, or {@code -errno} if C returns -1, so that EAGAIN needs no
 * exception. This class repeats calls that a signal has interrupted. Results are read as {@code
 * int}, which is enough for all calls here.
 *
 * <p>An instance has its own errno and memory, so it is not thread-safe.
 */
public final class Libc {
  private static final long ACCEPT4 = find("accept4");
  private static final long BIND = find("bind");
  private static final long CLOCK_GETTIME = find("clock_gettime");
  private static final long CLOSE = find("close");
  private static final long DUP = find("dup");
  private static final long DUP2 = find("dup2");
  private static final long EPOLL_CREATE1 = find("epoll_create1");
  private static final long EPOLL_CTL = find("epoll_ctl");
  private static final long EPOLL_WAIT = find("epoll_wait");
  private static final long EVENTFD = find("eventfd");
  private static final long FCNTL = find("fcntl");
  private static final long FLOCK = find("flock");
  private static final long GETPEERNAME = find("getpeername");
  private static final long GETSOCKNAME = find("getsockname");
  private static final long GETSOCKOPT = find("getsockopt");
  private static final long GETPAGESIZE = find("getpagesize");
  private static final long IOCTL = find("ioctl");
  private static final long KILL = find("kill");
  private static final long LISTEN = find("listen");
  private static final long OPEN = find("open");
  private static final long PRCTL = find("prctl");
  private static final long READ = find("read");
  private static final long RECV = find("recv");
  private static final long RECVMSG = find("recvmsg");
  private static final long SEND = find("send");
  private static final long SENDMSG = find("sendmsg");
  private static final long SETFSGID = find("setfsgid");
  private static final long SETFSUID = find("setfsuid");
  private static final long SETGID = find("setgid");
  private static final long SETGROUPS = find("setgroups");
  private static final long SETSID = find("setsid");
  private static final long SETSOCKOPT = find("setsockopt");
  private static final long SETUID = find("setuid");
  private static final long SHUTDOWN = find("shutdown");
  private static final long SOCKET = find("socket");
  private static final long SOCKETPAIR = find("socketpair");
  private static final long SYSCALL = find("syscall");
  private static final long WAITPID = find("waitpid");
  private static final long WRITE = find("write");

  private static final int SYS_SETGROUPS = Platform.isX86() ? 116 : 159;

  static {
    MallocTrim.startTrimming();
  }

  private final Downcall downcall = Downcall.best();
  private final List<Struct> structs = new ArrayList<>();

  /** Allocates memory that lives as long as this instance. */
  public Struct allocate(int size) {
    Struct struct = Struct.allocate(size);
    structs.add(struct);
    return struct;
  }

  /** Allocates memory with a copy of bytes, followed by NUL. */
  public Struct copy(byte[] bytes) {
    Struct struct = allocate(bytes.length + 1);
    struct.putBytes(0, bytes);
    return struct;
  }

  /** {@code int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);} */
  public int accept4(int socket, Struct address, Struct length, int flags) {
    return call(ACCEPT4, socket, address.address(), length.address(), flags);
  }

  /** {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);} */
  public int bind(int socket, Struct address, int length) {
    return call(BIND, socket, address.address(), length, 0);
  }

  /** {@code int clock_gettime(clockid_t clockid, struct timespec *tp);} */
  int clockGettime(int clock, Struct time) {
    return call(CLOCK_GETTIME, clock, time.address(), 0, 0);
  }

  /** {@code int close(int fd);} Not repeated after EINTR: Linux has released the descriptor. */
  int close(int fd) {
    int result = once(CLOSE, fd, 0, 0, 0);
    return result == -Errno.EINTR.number() ? 0 : result;
  }

  /** {@code int dup(int oldfd);} */
  public int dup(int fd) {
    return call(DUP, fd, 0, 0, 0);
  }

  /** {@code int dup2(int oldfd, int newfd);} */
  public int dup2(int from, int onto) {
    return call(DUP2, from, onto, 0, 0);
  }

  /** {@code int epoll_create1(int flags);} */
  int epollCreate1(int flags) {
    return call(EPOLL_CREATE1, flags, 0, 0, 0);
  }

  /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);} */
  int epollCtl(int epoll, int operation, int fd, Struct event) {
    return call(EPOLL_CTL, epoll, operation, fd, event.address());
  }

  /** {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);} */
  int epollWait(int epoll, Struct events, int max, int millis) {
    return once(EPOLL_WAIT, epoll, events.address(), max, millis);
  }

  /** {@code int eventfd(unsigned int initval, int flags);} */
  int eventfd(int initial, int flags) {
    return call(EVENTFD, initial, flags, 0, 0);
  }

  /** {@code int fcntl(int fd, int cmd, ...);} with one argument, a number. */
  int fcntl(int fd, int command, int argument) {
    return call(FCNTL, fd, command, argument, 0);
  }

  /** {@code int flock(int fd, int operation);} */
  int flock(int fd, int operation) {
    return call(FLOCK, fd, operation, 0, 0);
  }

  /** {@code int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);} */
  public int getpeername(int socket, Struct address, Struct length) {
    return call(GETPEERNAME, socket, address.address(), length.address(), 0);
  }

  /** {@code int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);} */
  public int getsockname(int socket, Struct address, Struct length) {
    return call(GETSOCKNAME, socket, address.address(), length.address(), 0);
  }

  /**
   * {@code int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);}
   */
  public int getsockopt(int socket, int level, int option, Struct value, Struct length) {
    return call(GETSOCKOPT, socket, level, option, value.address(), length.address());
  }

  /** {@code int getpagesize(void);} */
  int getpagesize() {
    return call(GETPAGESIZE, 0, 0, 0, 0);
  }

  /** {@code int kill(pid_t pid, int sig);} */
  int kill(int pid, int signal) {
    return call(KILL, pid, signal, 0, 0);
  }

  /** {@code int listen(int sockfd, int backlog);} */
  public int listen(int socket, int backlog) {
    return call(LISTEN, socket, backlog, 0, 0);
  }

  /** {@code int prctl(int option, ...);} with one argument. */
  int prctl(int option, int argument) {
    return call(PRCTL, option, argument, 0, 0);
  }

  /** {@code int ioctl(int fd, unsigned long request, ...);} with one argument, a pointer. */
  public int ioctl(int fd, int request, Struct argument) {
    return call(IOCTL, fd, request, argument.address(), 0);
  }

  /**
   * {@code int malloc_trim(size_t pad);}
   *
   * @throws UnsupportedOperationException if this libc is not glibc
   */
  int mallocTrim(long kept) {
    return call(find("malloc_trim"), kept, 0, 0, 0);
  }

  /** {@code int open(const char *path, int flags);} The mode is not read without O_CREAT. */
  public int open(Struct path, int flags) {
    return call(OPEN, path.address(), flags, 0, 0);
  }

  /** {@code ssize_t read(int fd, void *buf, size_t count);} */
  public int read(int fd, Struct buffer, int count) {
    return call(READ, fd, buffer.address(), count, 0);
  }

  /** {@code ssize_t recv(int sockfd, void *buf, size_t len, int flags);} */
  public int recv(int socket, Struct buffer, int length, int flags) {
    return call(RECV, socket, buffer.address(), length, flags);
  }

  /** {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);} */
  int recvmsg(int socket, Struct message, int flags) {
    return call(RECVMSG, socket, message.address(), flags, 0);
  }

  /** {@code ssize_t send(int sockfd, const void *buf, size_t len, int flags);} */
  public int send(int socket, Struct buffer, int length, int flags) {
    return call(SEND, socket, buffer.address(), length, flags);
  }

  /** {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);} */
  public int sendmsg(int socket, Struct message, int flags) {
    return call(SENDMSG, socket, message.address(), flags, 0);
  }

  /** {@code int setfsgid(gid_t gid);} Returns the previous id and does not report errors. */
  int setfsgid(int gid) {
    return call(SETFSGID, gid, 0, 0, 0);
  }

  /** {@code int setfsuid(uid_t uid);} Returns the previous id and does not report errors. */
  int setfsuid(int uid) {
    return call(SETFSUID, uid, 0, 0, 0);
  }

  /** {@code int setgid(gid_t gid);} */
  int setgid(int gid) {
    return call(SETGID, gid, 0, 0, 0);
  }

  /** {@code int setgroups(size_t size, const gid_t *list);} with an empty list. */
  int setgroups() {
    return call(SETGROUPS, 0, 0, 0, 0);
  }

  /** Calls the kernel's setgroups for the calling thread only; libc's applies to all threads. */
  int setThreadGroups() {
    return call(SYSCALL, SYS_SETGROUPS, 0, 0, 0);
  }

  /**
   * {@code int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t
   * optlen);}
   */
  public int setsockopt(int socket, int level, int option, Struct value, int length) {
    return call(SETSOCKOPT, socket, level, option, value.address(), length);
  }

  /** {@code pid_t setsid(void);} */
  int setsid() {
    return call(SETSID, 0, 0, 0, 0);
  }

  /** {@code int setuid(uid_t uid);} */
  int setuid(int uid) {
    return call(SETUID, uid, 0, 0, 0);
  }

  /** {@code int shutdown(int sockfd, int how);} */
  public int shutdown(int socket, int how) {
    return call(SHUTDOWN, socket, how, 0, 0);
  }

  /** {@code int socket(int domain, int type, int protocol);} */
  public int socket(int domain, int type) {
    return call(SOCKET, domain, type, 0, 0);
  }

  /** {@code int socketpair(int domain, int type, int protocol, int sv[2]);} */
  public int socketpair(int domain, int type, Struct pair) {
    return call(SOCKETPAIR, domain, type, 0, pair.address());
  }

  /** {@code pid_t waitpid(pid_t pid, int *wstatus, int options);} without the status. */
  int waitpid(int pid, int options) {
    return call(WAITPID, pid, 0, options, 0);
  }

  /** {@code ssize_t write(int fd, const void *buf, size_t count);} */
  int write(int fd, Struct buffer, int count) {
    return call(WRITE, fd, buffer.address(), count, 0);
  }

  private int call(long function, long a, long b, long c, long d) {
    return call(function, a, b, c, d, 0);
  }

  private int call(long function, long a, long b, long c, long d, long e) {
    int result;
    do {
      result = once(function, a, b, c, d, e);
    } while (result == -Errno.EINTR.number());
    return result;
  }

  private int once(long function, long a, long b, long c, long d) {
    return once(function, a, b, c, d, 0);
  }

  private int once(long function, long a, long b, long c, long d, long e) {
    try {
      int result = (int) downcall.call(function, a, b, c, d, e);
      return result == -1 ? -downcall.errno() : result;
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall of this shape throws nothing", impossible);
    } finally {
      Reference.reachabilityFence(this); // keeps the structs of this instance
    }
  }

  private static long find(String name) {
    long function = Downcall.find(name);
    if (function == 0) {
      throw new UnsupportedOperationException("libc has no function " + name);
    }
    return function;
  }
}
