package dev.prefork.internal.dispatch;

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

/** Sends a datagram socket itself to the workers, which all receive from it. */
final class SharedPort implements Port {
  private final BoundSocket socket;
  private final PortContext context;
  private final List<Share> shares = new ArrayList<>();
  private boolean abandoned;

  SharedPort(BoundSocket socket, PortContext context) {
    this.socket = socket;
    this.context = context;
  }

  /** One worker's link: transfers the socket once, and then only reports that it is closed. */
  private final class Share implements FrameChannel.Listener {
    private final int workerId;
    private final FrameChannel link;
    private boolean delivered;
    private boolean closedByApplication;
    private boolean requested;

    Share(int workerId, FrameChannel link) {
      this.workerId = workerId;
      this.link = link;
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
      if (requested) {
        throw new BadFrameException("worker " + workerId + " sent READY twice on a link");
      }
      requested = true;
      byte[] reply = Frame.encodeWithDescriptor(FrameType.LISTENER, new byte[0]);
      link.send(reply, context.sockets().duplicate(socket.fd().number()));
      delivered = true;
      context.publishListening(workerId, socket);
    }

    /** Closes the link. A worker that still waits for the socket gets a reason. */
    void end() {
      if (!delivered) {
        Links.sendDraining(link);
      }
      link.close();
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      shares.remove(this);
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
    Share share = new Share(workerId, link);
    link.handOver(share, 0);
    shares.add(share);
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
    for (Share share : List.copyOf(shares)) {
      if (share.workerId == workerId) {
        shares.remove(share);
        share.end();
      }
    }
  }

  @Override
  public void readAcknowledgements(int workerId) {
    for (Share share : List.copyOf(shares)) {
      if (share.workerId == workerId) {
        share.link.readNow();
      }
    }
  }

  @Override
  public int linkCount(int workerId) {
    return (int) shares.stream().filter(share -> share.workerId == workerId).count();
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
    for (Share share : shares) {
      share.link.close();
    }
  }
}
