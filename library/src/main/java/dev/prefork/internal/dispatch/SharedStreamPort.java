package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.RoundRobin;
import dev.prefork.internal.dispatch.queue.HandoffQueue;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends the listening socket itself to the workers, which all accept from it. The primary accepts
 * nothing; it hands over only connections that move, and those of health checks.
 */
final class SharedStreamPort implements Port, JoiningLink.Owner {
  private final BoundSocket socket;
  private final PortContext context;
  private final HandoffPort handoff;

  /** Links of workers that do not have the socket yet. */
  private final List<JoiningLink> joining = new ArrayList<>();

  private final Set<Integer> suspended = new HashSet<>();
  private boolean abandoned;

  SharedStreamPort(BoundSocket socket, PortContext context) {
    this.socket = socket;
    this.context = context;
    this.handoff = HandoffPort.passive(socket, context, new RoundRobin(context.weights()));
  }

  @Override
  public void onReady(JoiningLink link) throws IOException {
    link.send(context.sockets().duplicate(socket.fd().number()));
    joining.remove(link);
    boolean wasSuspended = suspended.contains(link.workerId());
    HandoffQueue _ = handoff.join(link.workerId(), link.link(), wasSuspended);
    context.publishListening(link.workerId(), socket);
  }

  @Override
  public void onClosed(JoiningLink link) {
    joining.remove(link);
    abandoned = link.isClosedByApplication();
    if (abandoned) {
      context.markOrphan(); // otherwise the worker's exit is published soon
    }
  }

  @Override
  public BoundSocket socket() {
    return socket;
  }

  @Override
  public void add(int workerId, FrameChannel link, boolean suspended) throws IOException {
    joining.add(JoiningLink.on(link, workerId, this));
    setSuspended(workerId, suspended);
    abandoned = false;
    link.send(socket.bindReply(BindReply.Delivery.SHARED));
  }

  /** A worker that has the socket can accept until it is notified itself. */
  @Override
  public boolean suspend(int workerId) {
    boolean absent = !has(workerId);
    setSuspended(workerId, true);
    handoff.suspend(workerId);
    return absent;
  }

  @Override
  public void resume(int workerId) {
    setSuspended(workerId, false);
    handoff.resume(workerId);
  }

  private void setSuspended(int workerId, boolean now) {
    if (now) {
      suspended.add(workerId);
    } else {
      suspended.remove(workerId);
    }
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
    suspended.remove(workerId);
    for (JoiningLink link : joining(workerId)) {
      joining.remove(link);
      link.end();
    }
  }

  private List<JoiningLink> joining(int workerId) {
    return joining.stream().filter(link -> link.workerId() == workerId).toList();
  }

  @Override
  public void readAcknowledgements(int workerId) {
    joining(workerId).forEach(joined -> joined.link().readNow());
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
    joining.forEach(joined -> joined.link().close());
  }
}
