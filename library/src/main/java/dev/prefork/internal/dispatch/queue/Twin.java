package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.ipc.message.Handoff;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A duplicate of the worker's own end of a link: what is received here the worker does not receive.
 */
final class Twin implements AutoCloseable {
  /** More than is under way on a link. What a worker sends as its twin may never be empty. */
  private static final int MAX_RECEIVED = 4 * InFlight.MAX;

  private static final byte[] RECEIVED = new byte[Handoff.SIZE];

  private final Fd end;
  private final DescriptorSocket io;

  Twin(Fd end, DescriptorSocket io) {
    this.end = end;
    this.io = io;
  }

  /**
   * Receives all that the worker has not. The worker may receive meanwhile, so what is received
   * here need not be in one piece: hence the serial numbers.
   *
   * @param onProbe run for a probe, which the worker does not see then
   * @return the serial numbers of the connections
   */
  Set<Byte> receive(Runnable onProbe) throws ErrnoException {
    Set<Byte> received = new HashSet<>();
    for (int i = 0; i < MAX_RECEIVED && receiveOne(); i++) {
      List<Fd> copies = io.takeDescriptors(); // of the connection that the primary keeps anyway
      copies.forEach(Fd::close);
      if (!copies.isEmpty() || io.lostDescriptors()) {
        received.add(Handoff.serial(RECEIVED));
      } else {
        onProbe.run();
      }
    }
    return received;
  }

  private boolean receiveOne() throws ErrnoException {
    return io.receive(end.number(), RECEIVED, 0, RECEIVED.length) > 0;
  }

  @Override
  public void close() {
    end.close();
  }
}
