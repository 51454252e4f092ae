package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@link FrameType#BOUND}: the primary has bound the socket.
 *
 * @param delivery how connections come
 * @param target the bound address, with the actual port; never {@link Target.Inherited}
 */
public record BindReply(Delivery delivery, Target target) {
  /** How connections come to a worker. */
  public enum Delivery {
    /** The primary hands them over. */
    HANDED(0),
    /** From a socket that all workers accept from. */
    SHARED(1),
    /** From a socket of the worker's own; redispatched ones are handed over. */
    OWN(2),
    /** The primary hands them over; the worker reports how many have ended: {@link Ended}. */
    COUNTED(3);

    private final int number;

    Delivery(int number) {
      this.number = number;
    }

    private static @Nullable Delivery of(int number) {
      for (Delivery delivery : DELIVERIES) {
        if (delivery.number == number) {
          return delivery;
        }
      }
      return null;
    }
  }

  private static final Delivery[] DELIVERIES = Delivery.values();

  /** Encodes the whole frame. */
  public byte[] encode() {
    FrameBody.Writer body = Targets.write(new FrameBody.Writer().int16(delivery.number), target);
    return Frame.encode(FrameType.BOUND, body.toBytes());
  }

  /** Decodes a body. */
  public static BindReply decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.BOUND, body);
    Delivery delivery = Delivery.of(in.int16());
    if (delivery == null) {
      throw in.malformed();
    }
    BindReply bound = new BindReply(delivery, Targets.read(in));
    in.end();
    return bound;
  }
}
