package dev.prefork.internal.dispatch.queue;

import dev.prefork.internal.ipc.message.Handoff;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A duplicate of the worker's end of a link; the worker does not get what is received here. */
final class Twin implements AutoCloseable {
  /** More than a link ever holds. Limits reading from a false twin that never runs empty. */
  private static final int MAX_RECEIVED = 4 * InFlight.MAX;

  private static final byte[] RECEIVED = new byte[Handoff.SIZE];

  private final Fd end;
  private final DescriptorSocket io;

  Twin(Fd end, DescriptorSocket io) {
    this.end = end;
    this.io = io;
  }

  /**
   * Receives all frames that the worker has not received. The worker may receive some at the same
   * time, so the serial numbers may have gaps.
   *
   * @param onProbe runs for each probe received here, which the worker will not answer
   * @return the serial numbers of the connections received
   */
  Set<Byte> receive(Runnable onProbe) throws ErrnoException {
    Set<Byte> received = new HashSet<>();
    for (int i = 0; i < MAX_RECEIVED && receiveOne(); i++) {
      List<Fd> copies = io.takeDescriptors(); // the primary keeps its own copy of the connection
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
