package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Listens on the link of a worker that gets a socket, until the worker asks for it. */
final class JoiningLink implements FrameChannel.Listener {
  private final int workerId;
  private final FrameChannel link;
  private final Owner owner;
  private boolean requested;
  private boolean closedByApplication;

  /** The port that has the socket. */
  interface Owner {
    /** Sends the worker its socket: see {@link JoiningLink#send}. */
    void onReady(JoiningLink link) throws IOException;

    /** Called when the worker has closed the link or has exited. */
    void onClosed(JoiningLink link);
  }

  private JoiningLink(int workerId, FrameChannel link, Owner owner) {
    this.workerId = workerId;
    this.link = link;
    this.owner = owner;
  }

  /** Starts to listen on a link. */
  static JoiningLink on(FrameChannel link, int workerId, Owner owner) {
    JoiningLink joining = new JoiningLink(workerId, link, owner);
    link.handOver(joining, 0);
    return joining;
  }

  int workerId() {
    return workerId;
  }

  FrameChannel link() {
    return link;
  }

  boolean isClosedByApplication() {
    return closedByApplication;
  }

  @Override
  public void onFrame(Frame frame) throws IOException {
    frame.refuseDescriptor();
    switch (frame.type()) {
      case READY -> onReady();
      case CLOSE -> closedByApplication = true;
      default ->
          throw new BadFrameException("a " + frame.type() + " frame has no meaning on a link");
    }
  }

  private void onReady() throws IOException {
    if (requested) {
      throw new BadFrameException("worker " + workerId + " sent READY twice on a link");
    }
    requested = true;
    owner.onReady(this);
  }

  /** Sends the worker a listening or datagram socket, and closes the primary's duplicate. */
  void send(Fd duplicate) throws IOException {
    link.send(Frame.encodeWithDescriptor(FrameType.LISTENER, new byte[0]), duplicate);
  }

  /** Closes the link. A worker that still waits for its socket gets a reason. */
  void end() {
    if (requested) {
      link.close();
    } else {
      end(link);
    }
  }

  /** Closes the link of a worker that waits for its socket, and gives it a reason. */
  static void end(FrameChannel link) {
    try {
      link.send(Frame.encode(FrameType.DRAINING));
    } catch (IOException e) {
      // the worker has already closed the link
    }
    link.close();
  }

  @Override
  public void onClosed(@Nullable IOException fault) {
    owner.onClosed(this);
  }
}
