package dev.prefork.internal.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The seed is fixed: a failure is the same on every machine. */
class FrameReaderFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final int LARGEST = 1000;
  private static final List<FrameType> TYPES = List.of(FrameType.values());

  private final Random random = new Random(20261120);
  private int read;
  private int refused;

  @Test
  void whateverComesIsReadOrRefusedAndNoDescriptorIsLeftOpen() throws IOException {
    Sockets sockets = new Sockets();
    long before = Descriptors.count();
    Fd[] pair = sockets.pair();
    for (int i = 0; i < ROUNDS; i++) {
      play(sockets, pair[0]);
    }
    pair[0].close();
    pair[1].close();
    assertThat(Descriptors.count()).isEqualTo(before);
    assertThat(read).isGreaterThan(ROUNDS);
    assertThat(refused).isBetween(ROUNDS / 4, ROUNDS * 99 / 100);
  }

  private void play(Sockets sockets, Fd original) throws IOException {
    byte[] bytes = mutated(conversation());
    FrameReader reader = new FrameReader(LARGEST);
    List<Frame> frames = new ArrayList<>();
    try {
      int at = 0;
      while (at < bytes.length) {
        reader.addDescriptors(someDescriptors(sockets, original), random.nextInt(50) == 0);
        int length = 1 + random.nextInt(bytes.length - at);
        reader.feed(bytes, at, length, frames::add);
        at += length;
      }
    } catch (BadFrameException e) {
      assertThat(e).hasMessageMatching("(a|not|unknown) .+");
      refused++;
    } finally {
      read += frames.size();
      frames.forEach(Frame::discard);
      reader.close();
    }
  }

  private List<Fd> someDescriptors(Sockets sockets, Fd original) throws IOException {
    List<Fd> some = new ArrayList<>();
    for (int i = random.nextInt(10) == 0 ? random.nextInt(4) : 0; i > 0; i--) {
      some.add(sockets.duplicate(original.number()));
    }
    return some;
  }

  private byte[] conversation() {
    var all = new ByteArrayOutputStream();
    for (int i = random.nextInt(8); i >= 0; i--) {
      FrameType type = TYPES.get(random.nextInt(TYPES.size()));
      byte[] body = new byte[random.nextInt(random.nextInt(20) == 0 ? LARGEST + 10 : 20)];
      all.writeBytes(
          random.nextInt(8) == 0
              ? Frame.encodeWithDescriptor(type, body)
              : Frame.encode(type, body));
    }
    return all.toByteArray();
  }

  private byte[] mutated(byte[] bytes) {
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
