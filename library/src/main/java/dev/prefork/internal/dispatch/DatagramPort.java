package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.sys.sockets.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends a datagram socket itself to the workers, which all receive from it. */
final class DatagramPort implements Port, JoiningLink.Owner {
  private final BoundSocket socket;
  private final PortContext context;

  /** A link stays to report that its worker has closed the socket. */
  private final List<JoiningLink> shares = new ArrayList<>();

  private boolean abandoned;

  DatagramPort(BoundSocket socket, PortContext context) {
    this.socket = socket;
    this.context = context;
  }

  @Override
  public void onReady(JoiningLink share) throws IOException {
    share.send(context.sockets().duplicate(socket.fd().number()));
    context.publishListening(share.workerId(), socket);
  }

  @Override
  public void onClosed(JoiningLink share) {
    shares.remove(share);
    abandoned = share.isClosedByApplication();
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
    shares.add(JoiningLink.on(link, workerId, this));
    abandoned = false;
    link.send(socket.bindReply(BindReply.Delivery.SHARED));
  }

  /** A worker that has the socket can accept until it is notified itself. */
  @Override
  public boolean suspend(int workerId) {
    return !has(workerId);
  }

  @Override
  public void resume(int workerId) {
    // suspend changed nothing here
  }

  @Override
  public void offer(int workerId, Connection pinned) throws IOException {
    throw new IOException(socket + " is a datagram socket, which has no connections");
  }

  @Override
  public boolean move(int workerId, Connection established, MoveTargets targets) {
    return false;
  }

  @Override
  public void remove(int workerId, boolean dead) {
    for (JoiningLink share : of(workerId)) {
      shares.remove(share);
      share.end();
    }
  }

  private List<JoiningLink> of(int workerId) {
    return shares.stream().filter(share -> share.workerId() == workerId).toList();
  }

  @Override
  public void readAcknowledgements(int workerId) {
    of(workerId).forEach(share -> share.link().readNow());
  }

  @Override
  public int linkCount(int workerId) {
    return of(workerId).size();
  }

  @Override
  public boolean isAbandoned() {
    return abandoned && isOrphan();
  }

  @Override
  public boolean isOrphan() {
    return shares.isEmpty();
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public void tick(long now) {
    // the kernel alone distributes the datagrams
  }

  @Override
  public void close() {
    socket.close();
    shares.forEach(share -> share.link().close());
  }
}
