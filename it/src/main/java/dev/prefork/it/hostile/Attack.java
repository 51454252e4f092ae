package dev.prefork.it.hostile;

import static dev.prefork.it.hostile.Frames.NOTHING;
import static dev.prefork.it.hostile.Frames.frame;
import static dev.prefork.it.hostile.Frames.times;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What a worker does that means harm. */
public enum Attack {
  RANDOM_BYTES(
      () -> {
        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        Raw.channel().flood(bytes, 100);
      }),
  FOUR_GIGABYTES(() -> Raw.channel().flood(frame('M', -1, 0, new byte[1 << 16]), 1000)),
  /** Much is announced, and never comes. */
  A_PROMISE(() -> Raw.channel().write(frame('M', 15 << 20, 0, new byte[1]))),
  A_MESSAGE_LARGER_THAN_MEMORY(
      () -> {
        Raw channel = Raw.channel();
        channel.write(frame('M', 60 << 20, 0, NOTHING));
        channel.flood(new byte[1 << 20], 60);
      }),
  HALF_A_FRAME(() -> Raw.channel().write(new byte[] {0, 0, 0})),
  A_MILLION_MESSAGES(() -> Raw.channel().flood(times(1000, frame('M', text("7"))), 1000)),
  MALFORMED_MESSAGES(() -> Raw.channel().flood(times(1000, frame('M', text("}"))), 100)),
  /** As JSON these are malformed. */
  AN_ARRAY_OF_TWO_THOUSAND_MILLION(HostileObjects::hugeArray),
  A_BILLION_LAUGHS(HostileObjects::billionLaughs),
  KEYS_THAT_COLLIDE(HostileObjects::collisions),
  /** What only the primary says. */
  FRAMES_OUT_OF_ORDER(() -> Raw.channel().write(frame('D', NOTHING))),
  HELLO_AGAIN(() -> Raw.channel().write(frame('H', new byte[22]))),
  A_HUGE_HELLO(() -> Raw.connect().write(frame('H', 4000, 0, new byte[4000]))),
  LEAVING_A_MILLION_TIMES(() -> Raw.channel().flood(times(1000, frame('V', NOTHING)), 1000)),
  READY_A_MILLION_TIMES(() -> Raw.channel().flood(times(1000, frame('K', NOTHING)), 1000)),
  HUGE_VITALS(() -> Raw.channel().write(Frames.vitals(Long.MAX_VALUE, 1))),
  NEGATIVE_VITALS(() -> Raw.channel().write(Frames.vitals(Long.MIN_VALUE, 0))),
  VITALS_THAT_ARE_NO_NUMBER(() -> Raw.channel().write(Frames.vitals(1, Double.NaN))),
  /** Replies that nobody has asked for. */
  VITALS_A_MILLION_TIMES(() -> Raw.channel().flood(times(1000, Frames.vitals(1, 0)), 1000)),
  HALF_A_CLOSE(() -> HostileDescriptors.shutDown(Raw.channel(), HostileDescriptors.WRITING)),
  THE_OTHER_HALF_OF_A_CLOSE(
      () -> HostileDescriptors.shutDown(Raw.channel(), HostileDescriptors.READING)),

  DESCRIPTORS_BY_THE_THOUSAND(HostileDescriptors::withMessages),
  DESCRIPTORS_IN_ONE_FRAME(HostileDescriptors::withinOneFrame),
  A_DESCRIPTOR_THAT_IS_NOT_WANTED(HostileDescriptors::withVitals),
  A_DESCRIPTOR_THAT_CANNOT_BE_CLOSED(HostileDescriptors::thatLingers),
  MESSAGES_THAT_CANNOT_BE_CLOSED(HostileDescriptors::messagesThatLinger),
  A_CONNECTION_THAT_CANNOT_BE_CLOSED(HostileLinks::takeAndLinger),

  OFFERS_OF_WHAT_CANNOT_MOVE(HostileMoves::odd),
  OFFERS_BY_THE_THOUSAND(HostileMoves::many),
  AN_OFFER_THAT_CANNOT_BE_CLOSED(HostileMoves::thatLingers),
  AN_OFFER_OF_NOTHING(() -> Raw.channel().write(frame('m', new byte[4]))),
  AN_OFFER_OF_SEVERAL(
      () -> {
        Raw channel = Raw.channel();
        channel.write(frame('m', 4, 2, new byte[4]), channel.descriptor());
      }),
  AN_OFFER_THAT_IS_TOO_LONG(
      () -> {
        Raw channel = Raw.channel();
        channel.write(frame('m', 1 << 16, 1, new byte[1 << 16]), channel.descriptor());
      }),
  ANSWERS_TO_NO_OFFER(() -> Raw.channel().write(frame('r', new byte[5]))),

  STREAMS_WITHOUT_A_WORD(
      () -> {
        for (int i = 0; i < 1000; i++) {
          Raw _ = Raw.connect();
        }
      }),
  ADDRESSES_THAT_CANNOT_BE(HostileLinks::absurdAddresses),
  PORTS_BY_THE_THOUSAND(HostileLinks::manyPorts),
  PORTS_THAT_ARE_TAKEN(HostileLinks::refusals),
  PORTS_THAT_ARE_TAKEN_WITHOUT_READING(HostileLinks::unreadRefusals),
  ACKNOWLEDGEMENTS_BY_THE_MILLION(HostileLinks::acknowledgements),
  ENDS_OF_NOTHING(HostileLinks::ends),
  READY_TWICE(HostileLinks::sharedSocketTwice),
  A_TWIN_THAT_IS_NEVER_EMPTY(HostileLinks::endlessTwin);

  @SuppressWarnings("ImmutableEnumChecker") // what is done is code
  private final Deed deed;

  /** What is done. */
  interface Deed {
    void run() throws Exception;
  }

  Attack(Deed deed) {
    this.deed = deed;
  }

  void run() throws Exception {
    try {
      deed.run();
    } catch (IOException e) {
      IO.println("cut off: " + e.getMessage());
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
