package dev.prefork.internal.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameChannelTest {
  private static final int LARGEST = 100_000;
  private static final byte[] TAKEN = Frame.encode(FrameType.TAKEN);

  private final long before = Descriptors.count();
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = new Wire(LARGEST);
  }

  @AfterEach
  void noDescriptorIsLeft() {
    wire.close();
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  @Test
  void framesComeInOrderWithTheirDescriptors() throws IOException {
    Fd[] pair = wire.sockets.pair();
    wire.write(TAKEN);
    wire.write(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[3]), pair[0]);
    wire.write(TAKEN);
    wire.write(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0]), pair[1]);
    turns(4);
    assertThat(wire.frames)
        .extracting(Frame::type)
        .containsExactly(FrameType.TAKEN, FrameType.TWIN, FrameType.TAKEN, FrameType.TWIN);
    assertThat(identity(wire.frames.get(1))).isEqualTo(Descriptors.identity(pair[0]));
    assertThat(identity(wire.frames.get(3))).isEqualTo(Descriptors.identity(pair[1]));
    pair[0].close();
    pair[1].close();
  }

  private static String identity(Frame frame) {
    return frame.descriptor() == null ? "none" : Descriptors.identity(frame.descriptor());
  }

  @Test
  void whatAPeerThatDoesNotReadIsSentWaitsAndArrivesInOrder() throws IOException {
    Random random = new Random(20261120);
    List<byte[]> bodies = new ArrayList<>();
    wire.sendWithoutLimit();
    for (int i = 0; i < 300; i++) {
      byte[] body = new byte[random.nextInt(i == 100 ? 5 << 20 : 20_000)];
      random.nextBytes(body);
      bodies.add(body);
      wire.channel.send(Frame.encode(FrameType.MESSAGE, body));
    }
    while (wire.answers.size() < bodies.size()) {
      assertThat(wire.read(64 * 1024)).isPositive();
      wire.turn();
    }
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(Arrays.equals(wire.answers.get(i).body(), bodies.get(i))).isTrue();
    }
    assertThat(wire.read(1)).isEqualTo(DescriptorSocket.NOT_NOW);
  }

  @Test
  void aPeerThatAsksAndNeverReadsIsNotAnsweredForEver() throws IOException {
    byte[] answer = Frame.encode(FrameType.REFUSED, new byte[1000]);
    assertThatIOException()
        .isThrownBy(
            () -> {
              while (true) {
                wire.channel.send(answer);
              }
            })
        .withMessageContaining("too far behind");
    assertThat(wire.channel.queued()).isLessThan(100_000);
  }

  @Test
  void aPeerThatDoesNotReadRepliesGetsNoMoreOfThem() throws IOException {
    wire.sendWithoutLimit();
    byte[] reply = Frame.encode(FrameType.MOVE_REPLY, new byte[5]);
    assertThatIOException()
        .isThrownBy(
            () -> {
              while (true) {
                wire.channel.reply(reply);
              }
            })
        .withMessageContaining("replies");
    assertThat(wire.channel.queued()).isLessThan(100_000);
  }

  @Test
  void aPeerThatReadsGetsAsManyRepliesAsItAsksFor() throws IOException {
    wire.sendWithoutLimit();
    byte[] reply = Frame.encode(FrameType.MOVE_REPLY, new byte[5]);
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 200; j++) {
        wire.channel.reply(reply);
      }
      drain();
    }
    assertThat(wire.answers).hasSize(10_000);
  }

  @Test
  void whileNothingIsQueuedRoomToWriteIsNoEvent() throws IOException {
    fill();
    drain();
    List<Integer> events = new ArrayList<>();
    wire.epoll.remove(wire.channel.fd());
    wire.epoll.add(wire.channel.fd(), 1, events::add); // as the channel itself does
    turns(2);
    assertThat(events).isEmpty();
  }

  @Test
  void closingClosesTheDescriptorsThatWait() throws IOException {
    fill();
    Fd[] pair = wire.sockets.pair();
    byte[] frame = Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0]);
    wire.channel.send(frame, pair[0]);
    wire.channel.send(frame, pair[1]);
    assertThat(pair).allMatch(Fd::isOpen);
    wire.channel.close();
    assertThat(pair).noneMatch(Fd::isOpen);
    assertThat(wire.closings).isEmpty(); // its owner knows
  }

  @Test
  void aSentDescriptorIsTheKernels() throws IOException {
    Fd[] pair = wire.sockets.pair();
    wire.channel.send(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0]), pair[0]);
    assertThat(pair[0].isOpen()).isFalse();
    wire.read(100);
    assertThat(wire.answers.getFirst().descriptor()).isNotNull();
    pair[1].close();
  }

  @Test
  void nowIsNowOrNotAtAll() throws IOException {
    Fd[] pair = wire.sockets.pair();
    byte[] frame = Frame.encodeWithDescriptor(FrameType.CONNECTION, new byte[32]);
    assertThat(wire.channel.sendNow(frame, pair[0])).isTrue();
    fill();
    assertThat(wire.channel.sendNow(frame, pair[0])).isFalse();
    drain();
    assertThat(wire.channel.sendNow(frame, pair[1])).isTrue();
    drain();
    assertThat(wire.answers.getFirst().descriptor()).isNotNull();
    assertThat(identity(wire.answers.getLast())).isEqualTo(Descriptors.identity(pair[1]));
    assertThat(wire.answers.stream().filter(a -> a.descriptor() != null)).hasSize(2);
    pair[0].close();
    pair[1].close();
  }

  @Test
  void theEndIsToldOnceAndAfterTheLastFrame() throws IOException {
    wire.write(TAKEN);
    wire.write(Frame.encode(FrameType.MESSAGE, new byte[50]), wire.peer);
    wire.write(new byte[] {0, 0});
    wire.peer.close();
    turns(4);
    assertThat(wire.closings).containsExactly("a descriptor came that no frame announced");
    wire.close();

    wire = new Wire(LARGEST);
    wire.write(TAKEN);
    wire.write(new byte[] {0, 0}); // a frame that never becomes complete
    wire.peer.close();
    turns(4);
    assertThat(wire.frames).hasSize(1);
    assertThat(wire.closings).containsExactly("end");
    assertThat(wire.channel.isOpen()).isFalse();
  }

  @Test
  void garbageIsToldOnceAndClosesTheChannel() throws IOException {
    wire.write(TAKEN);
    wire.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    wire.write(TAKEN);
    turns(4);
    assertThat(wire.frames).hasSize(1);
    assertThat(wire.closings).containsExactly("not a frame: the header has no PF mark");
    assertThat(wire.channel.isOpen()).isFalse();
  }

  @Test
  void whatThePeerSaidBeforeItWentArrivesAlthoughThereWasMoreToTellIt() throws IOException {
    fill();
    Fd[] pair = wire.sockets.pair();
    wire.write(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0]), pair[0]);
    wire.write(TAKEN);
    wire.peer.close();
    turns(4);
    assertThat(wire.frames)
        .extracting(Frame::type)
        .containsExactly(FrameType.TWIN, FrameType.TAKEN);
    assertThat(wire.closings).hasSize(1);
    pair[0].close();
    pair[1].close();
  }

  @Test
  void afterItsOwnerClosedItNothingIsTold() throws IOException {
    wire.write(TAKEN);
    wire.channel.close();
    wire.channel.close();
    turns(2);
    wire.channel.readNow();
    assertThat(wire.frames).isEmpty();
    assertThat(wire.closings).isEmpty();
  }

  @Test
  void aListenerThatClosesGetsNothingMoreAndNoDescriptorIsLeft() throws IOException {
    Fd[] pair = wire.sockets.pair();
    List<Frame> got = new ArrayList<>();
    wire.channel.handOver(
        new Receiver(got) {
          @Override
          public void onFrame(Frame frame) {
            super.onFrame(frame);
            wire.channel.close();
          }
        },
        LARGEST);
    wire.write(
        join(TAKEN, TAKEN, Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0])), pair[0]);
    turns(2);
    assertThat(got).hasSize(1);
    pair[0].close();
    pair[1].close();
  }

  @Test
  void aListenersComplaintClosesTheChannel() throws IOException {
    wire.channel.handOver(
        new FrameChannel.Listener() {
          @Override
          public void onFrame(Frame frame) throws IOException {
            throw new BadFrameException("not now");
          }

          @Override
          public void onClosed(@Nullable IOException fault) {
            wire.onClosed(fault);
          }
        },
        LARGEST);
    wire.write(join(TAKEN, TAKEN));
    turns(2);
    assertThat(wire.closings).containsExactly("not now");
    assertThat(wire.channel.isOpen()).isFalse();
  }

  @Test
  void anotherOwnerGetsTheNextFrameOfTheSameChunkAndMayBeSentMore() throws IOException {
    wire.close();
    wire = new Wire(10);
    List<Frame> second = new ArrayList<>();
    List<Frame> first = new ArrayList<>();
    wire.channel.handOver(
        new Receiver(first) {
          @Override
          public void onFrame(Frame frame) {
            super.onFrame(frame);
            wire.channel.handOver(new Receiver(second), 1000);
          }
        },
        10);
    wire.write(join(TAKEN, Frame.encode(FrameType.MESSAGE, new byte[1000]), TAKEN));
    turns(2);
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(2);
    assertThat(wire.channel.isOpen()).isTrue();
  }

  @Test
  void framesBehindOneThatWaitsGoToTheNextOwnerInOrder() throws IOException {
    wire.close();
    wire = new Wire(10);
    List<Frame> second = new ArrayList<>();
    List<Frame> first = new ArrayList<>();
    wire.channel.handOver(
        new Receiver(first) {
          @Override
          public void onFrame(Frame frame) {
            super.onFrame(frame);
            hold();
          }
        },
        10);
    byte[] large = Frame.encode(FrameType.MESSAGE, new byte[1000]);
    wire.write(join(TAKEN, large, Arrays.copyOf(TAKEN, 3)));
    turns(2);
    wire.write(Arrays.copyOfRange(TAKEN, 3, TAKEN.length));
    turns(2);
    assertThat(first).hasSize(1);
    wire.channel.handOver(new Receiver(second), 1000);
    wire.channel.release();
    turns(2);
    assertThat(first).hasSize(1);
    assertThat(second).extracting(frame -> frame.body().length).containsExactly(1000, 0);
    wire.write(TAKEN);
    turns(1);
    assertThat(second).hasSize(3);
  }

  private void hold() {
    try {
      wire.channel.hold();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsThereIsReadWithoutAnEvent() throws IOException {
    wire.write(TAKEN);
    wire.channel.readNow();
    assertThat(wire.frames).hasSize(1);
  }

  @Test
  void sendingToAPeerThatIsGoneFails() throws IOException {
    wire.peer.close();
    assertThatThrownBy(() -> wire.channel.send(TAKEN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("EPIPE");
    turns(1);
    assertThat(wire.closings).hasSize(1);
  }

  private static class Receiver implements FrameChannel.Listener {
    private final List<Frame> frames;

    Receiver(List<Frame> frames) {
      this.frames = frames;
    }

    @Override
    public void onFrame(Frame frame) {
      frames.add(frame);
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      throw new AssertionError("closed", fault);
    }
  }

  /** Sends until the socket is full and more than that is queued. */
  private void fill() throws IOException {
    byte[] frame = Frame.encode(FrameType.MESSAGE, new byte[50_000]);
    while (wire.channel.queued() == 0) {
      wire.channel.send(frame);
    }
  }

  private void drain() throws IOException {
    while (wire.read(64 * 1024) > 0) {
      wire.turn();
    }
  }

  private void turns(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      wire.turn();
    }
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
