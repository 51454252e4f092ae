package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The primary's end of a Unix stream to a worker: frames in, frames out, never waiting. Belongs to
 * the conductor's thread; all channels of a conductor share one {@link Io}.
 */
public final class FrameChannel implements Epoll.Handler, AutoCloseable {
  /** At most this much is read from one channel before the others have their turn. */
  private static final int READS_PER_TURN = 16;

  /** A peer that asks, and does not read the answers, is not answered for ever. */
  private static final int MAX_UNREAD = 64 * 1024;

  private final Fd fd;
  private final Io io;
  private final boolean otherUser;
  private final FrameReader reader;
  private Outbox outbox;
  private @Nullable DescriptorSocket ownIo;
  private Listener listener;
  private boolean watchesWritable;
  private boolean paused;

  /** What all channels of one thread share. */
  public record Io(Epoll epoll, DescriptorSocket socket, byte[] buffer) {}

  /** The channel's owner. */
  public interface Listener {
    /**
     * A frame came; its descriptor belongs to the callee.
     *
     * @throws BadFrameException to have the channel closed
     */
    void onFrame(Frame frame) throws IOException;

    /** All frames that were read together have been told. */
    default void onChunkEnd() throws IOException {}

    /**
     * The channel is closed by now, and not by its owner.
     *
     * @param fault null if the other end simply closed it
     */
    void onClosed(@Nullable IOException fault);
  }

  /**
   * Takes over a connected stream and begins to read it.
   *
   * @param otherUser whether the peer is not of this process's user
   */
  public FrameChannel(Fd fd, Io io, int maxBody, boolean otherUser, Listener listener)
      throws ErrnoException {
    this.fd = fd;
    this.io = io;
    this.otherUser = otherUser;
    this.reader = new FrameReader(maxBody);
    this.listener = listener;
    this.outbox = new Outbox("a channel", MAX_UNREAD, 0, this::watchWritable);
    io.epoll().add(fd, Epoll.READABLE, this);
    outbox.connect(new SocketWire(io.socket(), fd));
  }

  /** Passes the channel on to another owner, which may be sent longer bodies. */
  public void handOver(Listener next, int maxBody) {
    listener = next;
    reader.setMaxBody(maxBody);
  }

  /** From here on sends from an outbox that other threads fill, too. Nothing may be queued yet. */
  public void sendFrom(Outbox newOutbox) {
    DescriptorSocket own = new DescriptorSocket(io.buffer().length); // Io is the conductor's alone
    outbox = newOutbox;
    ownIo = own;
    newOutbox.connect(new SocketWire(own, fd));
  }

  /** The descriptor, for questions about the peer; it stays the channel's. */
  public Fd fd() {
    return fd;
  }

  /** True if the peer may do less than this process, and must not gain by what it says. */
  public boolean isOtherUsers() {
    return otherUser;
  }

  /** True until it is closed from either side. */
  public boolean isOpen() {
    return fd.isOpen();
  }

  /**
   * Sends a frame, now or as soon as there is room.
   *
   * @throws IOException if the peer has not read much of what it was sent
   */
  public void send(byte[] frame) throws IOException {
    require(ownIo == null ? outbox.send(frame, null) : outbox.sendControl(frame));
  }

  /** Sends a frame, with a descriptor that is the channel's from here on. */
  public void send(byte[] frame, @Nullable Fd attached) throws IOException {
    require(outbox.send(frame, attached));
  }

  private static void require(CompletableFuture<Void> sent) throws IOException {
    if (sent.isCompletedExceptionally()) {
      Throwable reason = sent.exceptionNow();
      throw new IOException(reason.getMessage(), reason);
    }
  }

  /** Sends a frame with a descriptor that stays the caller's, at once or not at all. */
  public boolean sendNow(byte[] frame, Fd attached) throws IOException {
    return outbox.sendNow(frame, attached);
  }

  /** How many bytes wait for room. */
  long queued() {
    return outbox.queued();
  }

  /** Writes what waits, and sees to it that the rest follows when there is room. */
  public void pump() throws ErrnoException {
    if (isOpen()) {
      watch(!outbox.pump(), paused);
    }
  }

  /** Reads nothing more until {@link #resume}; what the peer's end brings is read all the same. */
  public void pause() throws ErrnoException {
    watch(watchesWritable, true);
  }

  /** Goes on reading. */
  public void resume() throws ErrnoException {
    if (isOpen()) {
      watch(watchesWritable, false);
    }
  }

  /**
   * Delivers nothing behind the frame that is being delivered until {@link #release}, and then to
   * the listener of that time.
   */
  public void hold() throws ErrnoException {
    reader.hold();
    pause();
  }

  /** Delivers what was held, and goes on reading. */
  public void release() {
    try {
      reader.release(this::deliver);
      if (fd.isOpen()) {
        listener.onChunkEnd();
      }
      resume();
    } catch (IOException e) {
      closeWith(e);
    }
  }

  private void watchWritable() {
    try {
      watch(true, paused);
    } catch (ErrnoException e) {
      throw new IllegalStateException("an open channel's descriptor must be watched", e);
    }
  }

  private void watch(boolean writable, boolean pause) throws ErrnoException {
    if (isOpen() && (writable != watchesWritable || pause != paused)) {
      watchesWritable = writable;
      paused = pause;
      io.epoll().change(fd, (pause ? 0 : Epoll.READABLE) | (writable ? Epoll.WRITABLE : 0));
    }
  }

  @Override
  public void onReady(int events) {
    try {
      if ((events & Epoll.WRITABLE) != 0) {
        pump();
      }
      if ((events & ~Epoll.WRITABLE) != 0) {
        readAll();
      }
    } catch (IOException e) {
      closeWith(e);
    }
  }

  /**
   * Reads all that is there already, and the end, without waiting for an event. May be called while
   * another channel is being read.
   */
  public void readNow() {
    byte[] buffer = new byte[4096];
    try {
      while (fd.isOpen() && read(buffer) > 0) {
        // until there is nothing
      }
    } catch (IOException e) {
      closeWith(e);
    }
  }

  private void readAll() throws IOException {
    byte[] buffer = io.buffer();
    for (int i = 0; i < READS_PER_TURN && fd.isOpen(); i++) {
      if (read(buffer) < buffer.length) {
        return;
      }
    }
  }

  /** Returns how many bytes there were, or what {@link DescriptorSocket#receive} says instead. */
  private int read(byte[] buffer) throws IOException {
    int count = io.socket().receive(fd.number(), buffer, 0, buffer.length);
    if (count == DescriptorSocket.END) {
      closeWith(null);
    } else if (count != DescriptorSocket.NOT_NOW) {
      reader.addDescriptors(io.socket().takeDescriptors(), io.socket().lostDescriptors());
      reader.feed(buffer, 0, count, this::deliver);
      if (fd.isOpen()) {
        listener.onChunkEnd();
      }
    }
    return count;
  }

  private void deliver(Frame frame) throws IOException {
    if (fd.isOpen()) {
      listener.onFrame(frame);
    } else {
      frame.discard();
    }
  }

  private void closeWith(@Nullable IOException fault) {
    if (fd.isOpen()) {
      close();
      listener.onClosed(fault);
    }
  }

  @Override
  public void close() {
    if (!fd.isOpen()) {
      return;
    }
    try {
      io.epoll().remove(fd);
    } catch (ErrnoException e) {
      throw new IllegalStateException(
          "a channel's descriptor must be watched until it is closed", e);
    } finally {
      outbox.close(); // no other thread writes from here on
      fd.close();
      reader.close();
      if (ownIo != null) {
        ownIo.close();
      }
    }
  }
}
