package dev.prefork.internal.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A descriptor arrives with the frame that it was sent with, however the bytes are split on their
 * way through a real socket. The seeds are fixed.
 */
class DescriptorsWithFramesTest {
  private static final int ROUNDS = 1000;
  private static final int DIFFERENT = 8;

  @Test
  void aDescriptorArrivesWithItsFrameAndNeverWithANeighbour() throws IOException {
    long before = Descriptors.count();
    int withDescriptor = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      try (Wire wire = new Wire(Wire.LARGEST);
          Palette palette = new Palette(wire)) {
        withDescriptor += new Sequence(seed, wire, palette).play();
      }
    }
    assertThat(Descriptors.count()).isEqualTo(before);
    assertThat(withDescriptor).isGreaterThan(ROUNDS * 3);
  }

  /** Sockets that can be told apart. */
  private static final class Palette implements AutoCloseable {
    final List<Fd> sockets = new ArrayList<>();
    final List<String> identities = new ArrayList<>();

    Palette(Wire wire) throws IOException {
      for (int i = 0; i < DIFFERENT; i += 2) {
        for (Fd socket : wire.sockets.pair()) {
          sockets.add(socket);
          identities.add(Descriptors.identity(socket));
        }
      }
      assertThat(identities).doesNotHaveDuplicates();
    }

    @Override
    public void close() {
      sockets.forEach(Fd::close);
    }
  }

  /** Random frames are sent while random amounts are read. */
  private static final class Sequence {
    private final Random random;
    private final Wire wire;
    private final Palette palette;

    /** The palette's index of each sent frame's descriptor, -1 for none. */
    private final List<Integer> sent = new ArrayList<>();

    private final List<Integer> sizes = new ArrayList<>();

    Sequence(int seed, Wire wire, Palette palette) {
      this.random = new Random(seed);
      this.wire = wire;
      this.palette = palette;
    }

    int play() throws IOException {
      int frames = 1 + random.nextInt(30);
      wire.sendWithoutLimit();
      while (sent.size() < frames) {
        send();
        for (int i = random.nextInt(4); i > 0; i--) {
          wire.read(howMuch());
          wire.turn();
        }
      }
      while (wire.answers.size() < frames) {
        int count = wire.read(howMuch());
        wire.turn();
        assertThat(count).as("bytes while frames are missing").isPositive();
      }
      verify();
      return Math.toIntExact(sent.stream().filter(index -> index >= 0).count());
    }

    private void send() throws IOException {
      int index = random.nextInt(3) == 0 ? random.nextInt(DIFFERENT) : -1;
      byte[] body = new byte[size()];
      sizes.add(body.length);
      sent.add(index);
      if (index < 0) {
        wire.channel.send(Frame.encode(FrameType.MESSAGE, body));
      } else {
        Fd copy = wire.sockets.duplicate(palette.sockets.get(index).number());
        wire.channel.send(Frame.encodeWithDescriptor(FrameType.MESSAGE, body), copy);
      }
    }

    private int size() {
      return switch (random.nextInt(20)) {
        case 0 -> random.nextInt(300_000);
        case 1, 2 -> random.nextInt(5_000);
        default -> random.nextInt(50);
      };
    }

    private int howMuch() {
      return switch (random.nextInt(4)) {
        case 0 -> 1 + random.nextInt(10);
        case 1 -> 1 + random.nextInt(100);
        default -> 1 + random.nextInt(64 * 1024);
      };
    }

    private void verify() {
      for (int i = 0; i < sent.size(); i++) {
        Frame frame = wire.answers.get(i);
        Fd descriptor = frame.descriptor();
        assertThat(frame.body()).hasSize(sizes.get(i));
        assertThat(descriptor == null ? "none" : Descriptors.identity(descriptor))
            .isEqualTo(sent.get(i) < 0 ? "none" : palette.identities.get(sent.get(i)));
      }
    }
  }
}
