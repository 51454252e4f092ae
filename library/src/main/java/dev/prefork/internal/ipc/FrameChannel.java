package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives frames on the primary's end of a Unix-domain stream to a worker, without
 * blocking. Confined to the conductor's thread; all its channels share one {@link Io}.
 */
public final class FrameChannel implements Epoll.Handler, AutoCloseable {
  /** Reads from one channel before the others have their turn. */
  private static final int READS_PER_TURN = 16;

  /** Limit, in bytes, on answers that the peer does not read. */
  private static final int MAX_UNREAD = 64 * 1024;

  /** The same for replies, in frames. */
  private static final int MAX_UNREAD_REPLIES = 1024;

  private final Fd fd;
  private final Io io;
  private final boolean otherUser;
  private final FrameReader reader;
  private Outbox outbox;
  private @Nullable DescriptorSocket ownIo;
  private Listener listener;
  private boolean watchesWritable;
  private boolean paused;
  private final AtomicInteger unsentReplies = new AtomicInteger();

  /** Resources that all channels of one thread share. */
  public record Io(Epoll epoll, DescriptorSocket socket, byte[] buffer) {}

  /** Writes an outbox's frames to a socket. */
  private record SocketWire(DescriptorSocket io, Fd fd) implements Outbox.Wire {
    @Override
    public ByteBuffer staging() {
      return io.buffer();
    }

    @Override
    public int write(@Nullable Fd attached) throws IOException {
      return io.send(fd.number(), attached);
    }
  }

  /** The channel's owner. */
  public interface Listener {
    /**
     * Called for each frame; the listener owns its descriptor.
     *
     * @throws BadFrameException to close the channel
     */
    void onFrame(Frame frame) throws IOException;

    /** Called after the last of the frames that were read together. */
    default void onChunkEnd() throws IOException {}

    /**
     * Called after the channel was closed for another reason than a call of {@link #close}.
     *
     * @param fault the reason; null if the peer closed the stream
     */
    void onClosed(@Nullable IOException fault);
  }

  /**
   * Takes ownership of a connected stream and begins to read it.
   *
   * @param otherUser whether the peer runs as another user than this process
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

  /** Sets the next listener, and the largest body, in bytes, that the peer may send it. */
  public void handOver(Listener next, int maxBody) {
    listener = next;
    reader.setMaxBody(maxBody);
  }

  /** Switches to an outbox that other threads also use. Nothing may be queued yet. */
  public void sendFrom(Outbox newOutbox) {
    DescriptorSocket own =
        new DescriptorSocket(io.buffer().length); // other threads may not use the conductor's Io
    outbox = newOutbox;
    ownIo = own;
    newOutbox.connect(new SocketWire(own, fd));
  }

  /** Returns the descriptor, for queries about the peer; the channel still owns it. */
  public Fd fd() {
    return fd;
  }

  /** Returns whether the peer runs as another user, and so is not trusted. */
  public boolean isOtherUsers() {
    return otherUser;
  }

  /** Returns false once either side has closed the channel. */
  public boolean isOpen() {
    return fd.isOpen();
  }

  /**
   * Sends a frame, now or as soon as there is room.
   *
   * @throws IOException if the peer has too many unread bytes, or the channel is closed
   */
  public void send(byte[] frame) throws IOException {
    require(ownIo == null ? outbox.send(frame, null) : outbox.sendControl(frame));
  }

  /** Sends a frame with a descriptor, which the channel owns from now on. */
  public void send(byte[] frame, @Nullable Fd attached) throws IOException {
    require(outbox.send(frame, attached));
  }

  /**
   * Sends a control frame that replies to one of the peer's.
   *
   * @throws BadFrameException if the peer sends such frames and does not read the replies
   */
  public void reply(byte[] frame) throws IOException {
    if (unsentReplies.incrementAndGet() > MAX_UNREAD_REPLIES) {
      throw new BadFrameException("more than " + MAX_UNREAD_REPLIES + " replies are not read");
    }
    CompletableFuture<Void> sent = outbox.sendControl(frame);
    CompletableFuture<Void> _ = sent.whenComplete((_, _) -> unsentReplies.decrementAndGet());
    require(sent);
  }

  private static void require(CompletableFuture<Void> sent) throws IOException {
    if (sent.isCompletedExceptionally()) {
      Throwable reason = sent.exceptionNow();
      throw new IOException(reason.getMessage(), reason);
    }
  }

  /** Sends a frame with a descriptor at once, or returns false; the caller owns the descriptor. */
  public boolean sendNow(byte[] frame, Fd attached) throws IOException {
    return outbox.sendNow(frame, attached);
  }

  /** Returns how many bytes are queued. */
  long queued() {
    return outbox.queued();
  }

  /** Writes queued frames; the rest follows when there is room. */
  public void pump() throws ErrnoException {
    if (isOpen()) {
      watch(!outbox.pump(), paused);
    }
  }

  /** Stops reading until {@link #resume}; the end of the stream is read nevertheless. */
  public void pause() throws ErrnoException {
    watch(watchesWritable, true);
  }

  /** Resumes reading. */
  public void resume() throws ErrnoException {
    if (isOpen()) {
      watch(watchesWritable, false);
    }
  }

  /**
   * Holds the frames after the current one until {@link #release}, which delivers them to the
   * listener set by then.
   */
  public void hold() throws ErrnoException {
    reader.hold();
    pause();
  }

  /** Delivers the held frames, and resumes reading. */
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
      throw new IllegalStateException("cannot watch the descriptor of an open channel", e);
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
   * Reads all that has arrived, including the end of the stream, without waiting for an event. May
   * be called while another channel is being read.
   */
  public void readNow() {
    byte[] buffer = new byte[4096];
    try {
      while (fd.isOpen() && read(buffer) > 0) {
        // until nothing is left
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

  /** Returns the number of bytes read, or a special value of {@link DescriptorSocket#receive}. */
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
      throw new IllegalStateException("cannot stop watching the descriptor of a channel", e);
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
