package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * The primary has bound the socket, and listens.
 *
 * @param way how connections come
 * @param target where, with the real port. Never {@link Target.Inherited}
 */
public record BindReply(Way way, Target target) {
  /** How connections come to a worker. */
  public enum Way {
    /** The primary hands them over. */
    HANDED(0),
    /** From a socket that all workers accept from. */
    SHARED(1),
    /** From a socket of the worker's own, and those that others could not take are handed over. */
    OWN(2),
    /** The primary hands them over, and wants to know how many have ended: {@link Ended}. */
    COUNTED(3);

    private final int number;

    Way(int number) {
      this.number = number;
    }

    private static @Nullable Way of(int number) {
      for (Way way : WAYS) {
        if (way.number == number) {
          return way;
        }
      }
      return null;
    }
  }

  private static final Way[] WAYS = Way.values();

  /** The frame. */
  public byte[] encode() {
    FrameBody.Writer body = Targets.write(new FrameBody.Writer().int16(way.number), target);
    return Frame.encode(FrameType.BOUND, body.toBytes());
  }

  /** Reads the body. */
  public static BindReply decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.BOUND, body);
    Way way = Way.of(in.int16());
    if (way == null) {
      throw in.malformed();
    }
    BindReply bound = new BindReply(way, Targets.read(in));
    in.end();
    return bound;
  }
}
