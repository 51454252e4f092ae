package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * TCP sockets that listen at one address; the kernel chooses one of them for each new connection,
 * among those that it is told to. Belongs to one thread.
 *
 * <p>The kernel keeps them in an array, to whose places a program refers. This is a copy of that
 * array: a socket that begins to listen comes last, and when one is closed the last takes its place
 * ({@code reuseport_add_sock} and {@code reuseport_detach_sock} in Linux).
 */
public final class ListenerGroup implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SHUT_RDWR = 2;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

  // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
  private static final int FPROG_FILTER = 8;
  private static final int FPROG_SIZE = 16;

  private final Libc libc = new Libc();
  private final Sockets sockets;
  private final InetSocketAddress address;
  private Sockets.Options options;
  private final boolean byProcessor;
  private final List<Fd> members = new ArrayList<>();
  private List<Fd> chosen = List.of();

  /**
   * An empty group.
   *
   * @param where {@link Sockets#reserve}d
   * @param byProcessor chooses by the processor that a connection comes to, otherwise at random
   */
  public ListenerGroup(
      Sockets sockets, InetSocketAddress address, Sockets.Options options, boolean byProcessor) {
    this.sockets = sockets;
    this.address = address;
    this.options = options;
    this.byProcessor = byProcessor;
  }

  /** Sets the options of sockets that are made from now on. */
  public void options(Sockets.Options later) {
    options = later;
  }

  /**
   * Makes another socket. Beside others that were chosen it gets nothing before it is {@linkplain
   * #choose chosen}, too.
   */
  public Fd add(int backlog) throws IOException {
    Fd member = sockets.listenShared(address, options, backlog);
    members.add(member);
    return member;
  }

  /** Lets the kernel choose among these and no others, from the next connection on. */
  public void choose(Collection<Fd> wanted) throws ErrnoException {
    chosen = List.copyOf(wanted);
    apply();
  }

  /**
   * Closes a socket that is not chosen, whoever else may have it. A connection that waits in it, or
   * whose handshake is under way, is lost.
   */
  public void remove(Fd member) throws ErrnoException {
    int index = members.indexOf(member);
    int result = libc.shutdown(member.number(), SHUT_RDWR);
    ErrnoException.check(result, "shutdown", member);
    member.close();
    Fd last = members.removeLast();
    if (index < members.size()) {
      members.set(index, last);
      apply();
    }
  }

  private void apply() throws ErrnoException {
    if (chosen.isEmpty()) {
      return;
    }
    int[] indices = new int[chosen.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = members.indexOf(chosen.get(i));
    }
    attach(BalancingProgram.build(indices, members.size(), byProcessor));
  }

  private void attach(long[] program) throws ErrnoException {
    Libc scratch = new Libc();
    Struct filter = scratch.allocate(program.length * Long.BYTES);
    for (int i = 0; i < program.length; i++) {
      filter.putLong(i * Long.BYTES, program[i]);
    }
    Struct fprog = scratch.allocate(FPROG_SIZE);
    fprog.putShort(0, program.length);
    fprog.putPointer(FPROG_FILTER, filter);
    Fd any = members.getFirst();
    int result =
        scratch.setsockopt(any.number(), SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, fprog, FPROG_SIZE);
    ErrnoException.check(result, "setsockopt(SO_ATTACH_REUSEPORT_CBPF)", any);
  }

  @Override
  public void close() {
    members.forEach(Fd::close);
    members.clear();
  }
}
