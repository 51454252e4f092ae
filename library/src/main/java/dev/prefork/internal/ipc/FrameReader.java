package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assembles frames from bytes that arrive in pieces of any size, and attaches to each frame the
 * descriptor that was sent with it.
 *
 * <p>A sender attaches a descriptor to the first byte of its frame, and the kernel delivers
 * descriptors in order and never later than their byte. So the next descriptor belongs to the next
 * frame that announces one, wherever the bytes were split. A descriptor that no frame announces is
 * a protocol error.
 */
public final class FrameReader implements AutoCloseable {
  /**
   * Initial buffer for a body, in bytes. It grows with the bytes that arrive, so a peer cannot take
   * memory merely by announcing a large body.
   */
  private static final int INITIAL_CAPACITY = 1 << 20;

  private final byte[] header = new byte[Frame.HEADER];
  private final Deque<Arrival> arrivals = new ArrayDeque<>(0);
  private int maxBody;

  private int headerFilled;
  private @Nullable FrameType type;
  private byte[] body = header; // replaced when the header is complete
  private int bodyFilled;
  private int length;
  private byte @Nullable [] held;

  /** A descriptor; null if the kernel could not deliver it. */
  private record Arrival(@Nullable Fd descriptor) {}

  private static final byte[] EMPTY = {};

  /** Receives complete frames. */
  public interface Sink {
    /** Called for each frame in order. */
    void onFrame(Frame frame) throws IOException;
  }

  /**
   * Creates a reader that starts at the first byte of a frame.
   *
   * @param maxBody the largest body allowed, in bytes
   */
  public FrameReader(int maxBody) {
    this.maxBody = maxBody;
  }

  /** Sets the largest body, in bytes, from the next header on: trusted peers may send more. */
  public void setMaxBody(int newMaxBody) {
    maxBody = newMaxBody;
  }

  /** Holds all frames after the current one until {@link #release}. Called by the sink. */
  public void hold() {
    if (held == null) {
      held = EMPTY;
    }
  }

  /** Passes on the held frames. */
  public void release(Sink sink) throws IOException {
    byte[] waiting = held;
    held = null;
    if (waiting != null) {
      feed(ByteBuffer.wrap(waiting), sink);
    }
  }

  /** Adds the descriptors that came with the bytes of the next {@link #feed}. */
  public void addDescriptors(List<Fd> descriptors, boolean lost) {
    for (Fd descriptor : descriptors) {
      arrivals.add(new Arrival(descriptor));
    }
    if (lost) {
      arrivals.add(new Arrival(null));
    }
  }

  /**
   * Reads bytes and passes on the frames that they complete.
   *
   * @throws BadFrameException if the bytes are not part of a frame; the reader is unusable then
   */
  public void feed(byte[] bytes, int offset, int length, Sink sink) throws IOException {
    feed(ByteBuffer.wrap(bytes, offset, length), sink);
  }

  /** Reads the remaining bytes of a buffer; see {@link #feed(byte[], int, int, Sink)}. */
  public void feed(ByteBuffer bytes, Sink sink) throws IOException {
    while (held == null && bytes.hasRemaining()) {
      if (type == null) {
        fillHeader(bytes);
      } else {
        fillBody(bytes);
      }
      if (type != null && bodyFilled == length) {
        sink.onFrame(complete(type));
      }
    }
    if (held != null) {
      held = append(held, bytes);
    } else if (arrivals.size() > expected()) {
      throw new BadFrameException("a descriptor came that no frame announced");
    }
  }

  private static byte[] append(byte[] earlier, ByteBuffer bytes) {
    int count = bytes.remaining();
    byte[] all = Arrays.copyOf(earlier, earlier.length + count);
    bytes.get(all, earlier.length, count);
    return all;
  }

  /** Returns how many descriptors may be pending: those of the current frame. */
  private int expected() {
    boolean announced = type == null ? headerFilled > 0 : header[Frame.DESCRIPTORS] != 0;
    return announced ? 1 : 0;
  }

  private void fillBody(ByteBuffer bytes) throws BadFrameException {
    if (bodyFilled == body.length) {
      body = allocate(body, (int) Math.min(length, 2L * body.length));
    }
    bodyFilled += take(bytes, body, bodyFilled);
  }

  /** An OutOfMemoryError must not end the thread that serves all other peers. */
  private byte[] allocate(byte[] filled, int size) throws BadFrameException {
    try {
      return Arrays.copyOf(filled, size);
    } catch (OutOfMemoryError e) {
      throw new BadFrameException(
          "no memory for a " + type + " frame of " + length + " bytes; raise -Xmx");
    }
  }

  /** Returns how many bytes the current body lacks, once its header is read. */
  public int missingBytes() {
    return length - bodyFilled;
  }

  private void fillHeader(ByteBuffer bytes) throws BadFrameException {
    headerFilled += take(bytes, header, headerFilled);
    if (headerFilled == Frame.HEADER) {
      beginBody();
    }
  }

  /** Copies bytes into an array from an index on; returns how many. */
  private static int take(ByteBuffer from, byte[] into, int filled) {
    int count = Math.min(into.length - filled, from.remaining());
    from.get(into, filled, count);
    return count;
  }

  private void beginBody() throws BadFrameException {
    ByteBuffer fields = ByteBuffer.wrap(header);
    if (fields.getShort(Frame.MAGIC_AT) != Frame.MAGIC) {
      throw new BadFrameException("not a frame: the header has no PF mark");
    }
    FrameType known = FrameType.of(header[Frame.TYPE]);
    if (known == null) {
      throw new BadFrameException("unknown frame type " + header[Frame.TYPE]);
    }
    length = fields.getInt(0);
    if (length < 0 || length > maxBody) {
      throw new BadFrameException(
          "a "
              + known
              + " frame of "
              + Integer.toUnsignedString(length)
              + " bytes is larger than the "
              + maxBody
              + " allowed");
    }
    type = known;
    body = allocate(EMPTY, Math.min(length, INITIAL_CAPACITY));
    bodyFilled = 0;
  }

  private Frame complete(FrameType completed) throws BadFrameException {
    int announced = header[Frame.DESCRIPTORS];
    headerFilled = 0;
    type = null;
    if (announced == 0) {
      return new Frame(completed, body, null, false);
    }
    Arrival arrival = announced == 1 ? arrivals.poll() : null; // a frame has at most one
    if (arrival == null) {
      throw new BadFrameException(
          "a " + completed + " frame announces " + announced + " descriptors that did not come");
    }
    return new Frame(completed, body, arrival.descriptor(), arrival.descriptor() == null);
  }

  /** Closes the descriptors of incomplete frames. */
  @Override
  public void close() {
    for (Arrival arrival : arrivals) {
      if (arrival.descriptor() != null) {
        arrival.descriptor().close();
      }
    }
    arrivals.clear();
  }
}
