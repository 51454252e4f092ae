package dev.prefork.netty;

import dev.prefork.internal.nio.DescriptorServer;
import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Listens through the primary and accepts connections as Netty's own epoll channels. The event loop
 * watches the descriptor through which the primary hands over connections.
 */
final class ClusterEpollServerChannel extends AbstractServerChannel {
  private static final EpollIoOps NOTHING = EpollIoOps.valueOf(0);

  private final DescriptorServer server;
  private final ClusterServerConfig config;
  private @Nullable IoRegistration registration;
  private boolean readPending;

  ClusterEpollServerChannel() {
    try {
      server = DescriptorServer.open(this::closeDrained);
    } catch (IOException e) {
      throw new ChannelException("cannot open a server channel through the primary", e);
    }
    config = new ClusterServerConfig(this, server);
  }

  /** Closes the channel on its event loop, because the loop must release the descriptor first. */
  private void closeDrained() {
    eventLoop().execute(() -> unsafe().close(voidPromise()));
  }

  @Override
  public ClusterServerConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return server.isOpen();
  }

  @Override
  public boolean isActive() {
    return isOpen() && server.localAddress() != null;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(Handle.class);
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return server.localAddress();
  }

  /** Registers after binding, because binding may replace the file behind the descriptor. */
  @Override
  protected void doBind(SocketAddress local) throws IOException {
    server.bind(local, config.getBacklog());
    Future<IoRegistration> registering = ((IoEventLoop) eventLoop()).register(new Handle());
    if (!registering.isSuccess()) { // on the loop's own thread, the future is already complete
      throw new IOException(
          "cannot register the server channel with " + eventLoop(), registering.cause());
    }
    registration = registering.getNow();
  }

  @Override
  protected void doBeginRead() {
    readPending = true;
    watch(EpollIoOps.EPOLLIN);
  }

  private void watch(EpollIoOps interest) {
    IoRegistration registered = registration;
    if (registered != null && registered.isValid()) {
      registered.submit(interest);
    }
  }

  @Override
  protected void doDeregister() {
    IoRegistration registered = registration;
    if (registered != null) {
      registration = null;
      registered.cancel();
    }
  }

  /** Deregisters first: once the descriptor is closed, its number may be reused. */
  @Override
  protected void doClose() throws IOException {
    doDeregister();
    server.close();
  }

  /** The descriptor, as the event loop sees it. */
  private final class Handle implements EpollIoHandle {
    private final FileDescriptor descriptor = new FileDescriptor(server.number());

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
      acceptSome(); // accepting reports errors, too
    }

    @Override
    public void close() {
      unsafe().close(voidPromise());
    }
  }

  private void acceptSome() {
    var allowance = unsafe().recvBufAllocHandle(); // its type is deprecated, though not the method
    allowance.reset(config);
    Throwable fault = null;
    try {
      do {
        if (!acceptOne()) {
          break;
        }
        allowance.incMessagesRead(1);
      } while (allowance.continueReading());
    } catch (IOException | RuntimeException e) {
      fault = e;
    }
    allowance.readComplete();
    pipeline().fireChannelReadComplete();
    if (fault != null) {
      pipeline().fireExceptionCaught(fault);
    }
    if (!readPending && !config.isAutoRead()) {
      watch(NOTHING);
    }
  }

  private boolean acceptOne() throws IOException {
    AcceptedChild child = server.isOpen() ? server.accept(AcceptedChild::adopt) : null;
    if (child == null) {
      return false;
    }
    readPending = false;
    pipeline().fireChannelRead(child.channel());
    return true;
  }
}
