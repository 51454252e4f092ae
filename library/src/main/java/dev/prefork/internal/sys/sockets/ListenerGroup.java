package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * TCP sockets that listen on the same address ({@code SO_REUSEPORT}). For each new connection, the
 * kernel selects one of the chosen sockets. Not thread-safe.
 *
 * <p>The BPF program refers to the sockets by their indices in an array of the kernel. This class
 * mirrors that array: a socket that starts to listen is appended, and when a socket is closed, the
 * last one takes its index ({@code reuseport_add_sock} and {@code reuseport_detach_sock} in Linux).
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
  private double[] weights = {};

  /**
   * Creates an empty group.
   *
   * @param address an address that was {@linkplain Sockets#reserve reserved}
   * @param byProcessor true to select by the processor that received the connection, false for
   *     random
   */
  public ListenerGroup(
      Sockets sockets, InetSocketAddress address, Sockets.Options options, boolean byProcessor) {
    this.sockets = sockets;
    this.address = address;
    this.options = options;
    this.byProcessor = byProcessor;
  }

  /** Sets the options of sockets that are added later. */
  public void options(Sockets.Options later) {
    options = later;
  }

  /**
   * Adds a socket. If other sockets were chosen, it gets no connections until it is {@linkplain
   * #choose chosen}.
   */
  public Fd add(int backlog) throws IOException {
    Fd member = sockets.listenShared(address, options, backlog);
    members.add(member);
    return member;
  }

  /**
   * Makes the kernel select among these sockets only, from the next connection on. If their weights
   * differ, it selects at random, in proportion to the weights, and not by processor.
   *
   * @param weightsOfWanted a positive weight for each socket
   */
  public void choose(List<Fd> wanted, double[] weightsOfWanted) throws ErrnoException {
    chosen = List.copyOf(wanted);
    weights = weightsOfWanted.clone();
    apply();
  }

  /**
   * Closes a socket that is not chosen, even if other processes have duplicates. Connections in its
   * queue and unfinished handshakes are lost.
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
    attach(
        areWeightsEqual()
            ? BalancingProgram.build(indices, members.size(), byProcessor)
            : BalancingProgram.buildWeighted(indices, weights));
  }

  private boolean areWeightsEqual() {
    return Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
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
