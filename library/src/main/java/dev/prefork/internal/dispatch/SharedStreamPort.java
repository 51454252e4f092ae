package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.RoundRobin;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the listening socket itself to the workers, which all accept from it. The primary accepts
 * nothing; it hands over only connections that move, and those of health checks.
 */
final class SharedStreamPort implements Port {
  private final BoundSocket socket;
  private final PortContext context;
  private final HandoffPort handoff;

  /** Links of workers that do not have the socket yet. */
  private final List<JoiningLink> joining = new ArrayList<>();

  private boolean abandoned;

  SharedStreamPort(BoundSocket socket, PortContext context) {
    this.socket = socket;
    this.context = context;
    this.handoff = HandoffPort.passive(socket, context, new RoundRobin());
  }

  /** Listens on a link until its worker has the socket. */
  private final class JoiningLink implements FrameChannel.Listener {
    private final int workerId;
    private final FrameChannel link;
    private boolean suspended;
    private boolean closedByApplication;

    JoiningLink(int workerId, FrameChannel link, boolean suspended) {
      this.workerId = workerId;
      this.link = link;
      this.suspended = suspended;
    }

    @Override
    public void onFrame(Frame frame) throws IOException {
      frame.refuseDescriptor();
      switch (frame.type()) {
        case READY -> sendListener();
        case CLOSE -> closedByApplication = true;
        default ->
            throw new BadFrameException("a " + frame.type() + " frame has no meaning on a link");
      }
    }

    private void sendListener() throws IOException {
      byte[] reply = Frame.encodeWithDescriptor(FrameType.LISTENER, new byte[0]);
      link.send(reply, context.sockets().duplicate(socket.fd().number()));
      joining.remove(this);
      HandoffQueue _ = handoff.join(workerId, link, suspended);
      context.publishListening(workerId, socket);
    }

    /** Closes the link. The worker still waits for the socket and gets a reason. */
    void end() {
      Links.sendDraining(link);
      link.close();
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      joining.remove(this);
      abandoned = closedByApplication;
      if (abandoned) {
        context.markOrphan(); // otherwise the worker's exit is published soon
      }
    }
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public void add(int workerId, FrameChannel link, boolean suspended) throws IOException {
    JoiningLink added = new JoiningLink(workerId, link, suspended);
    link.handOver(added, 0);
    joining.add(added);
    abandoned = false;
    link.send(socket.bindReply(BindReply.Delivery.SHARED));
  }

  /** A worker that has the socket can accept until it is notified itself. */
  @Override
  public boolean suspend(int workerId) {
    boolean absent = !has(workerId);
    joining(workerId).forEach(link -> link.suspended = true);
    handoff.suspend(workerId);
    return absent;
  }

  @Override
  public void resume(int workerId) {
    joining(workerId).forEach(link -> link.suspended = false);
    handoff.resume(workerId);
  }

  @Override
  public void offer(int workerId, Connection pinned) throws IOException {
    handoff.offer(workerId, pinned);
  }

  @Override
  public boolean move(int workerId, Connection established, MoveTargets targets) {
    return handoff.move(workerId, established, targets);
  }

  @Override
  public void remove(int workerId, boolean dead) {
    handoff.remove(workerId, dead);
    for (JoiningLink link : joining(workerId)) {
      joining.remove(link);
      link.end();
    }
  }

  private List<JoiningLink> joining(int workerId) {
    return joining.stream().filter(link -> link.workerId == workerId).toList();
  }

  @Override
  public void readAcknowledgements(int workerId) {
    joining(workerId).forEach(joined -> joined.link.readNow());
    handoff.readAcknowledgements(workerId);
  }

  @Override
  public int linkCount(int workerId) {
    return handoff.linkCount(workerId) + joining(workerId).size();
  }

  @Override
  public boolean isAbandoned() {
    return (abandoned || handoff.isAbandoned()) && isOrphan();
  }

  /** A worker that drains has a socket of its own no more, and needs none of the primary. */
  @Override
  public boolean isOrphan() {
    return handoff.isUnserved() && joining.isEmpty();
  }

  @Override
  public boolean isWaiting() {
    return handoff.isWaiting();
  }

  @Override
  public void tick(long now) {
    handoff.tick(now);
  }

  @Override
  public void close() {
    handoff.close();
    joining.forEach(joined -> joined.link.close());
  }
}
