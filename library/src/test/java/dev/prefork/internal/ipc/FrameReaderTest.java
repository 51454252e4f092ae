package dev.prefork.internal.ipc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames out of bytes in pieces; the seeds are fixed. */
class FrameReaderTest {
  private static final int LARGEST = 6 << 20;

  private final Random random = new Random(20261120);
  private final Sockets sockets = new Sockets();
  private final List<Frame> frames = new ArrayList<>();
  private FrameReader reader = new FrameReader(LARGEST);
  private long before;

  @BeforeEach
  void count() {
    before = Descriptors.count();
  }

  @AfterEach
  void noDescriptorIsLeft() {
    reader.close();
    frames.forEach(Frame::discard);
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 100})
  void aFrameSplitAtAnyPlaceArrivesWhole(int size) throws IOException {
    byte[] body = randomBytes(size);
    byte[] bytes = Frame.encode(FrameType.MESSAGE, body);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        feed(bytes, 0, first);
        feed(bytes, first, second);
        feed(bytes, second, bytes.length);
        assertOnly(body);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {65535, 65536, 65537, 5 << 20})
  void aLargeFrameSplitAtRandomPlacesArrivesWhole(int size) throws IOException {
    byte[] body = randomBytes(size);
    byte[] bytes = Frame.encode(FrameType.MESSAGE, body);
    for (int round = 0; round < 5; round++) {
      feedInPieces(bytes, round == 0 ? 64 : size / 3);
      assertOnly(body);
    }
  }

  @Test
  void severalFramesInOneChunkArriveInOrder() throws IOException {
    var all = new ByteArrayOutputStream();
    for (int size : new int[] {0, 3, 0, 0, 70_000, 8, 1}) {
      all.writeBytes(Frame.encode(FrameType.MESSAGE, new byte[size]));
    }
    all.write(Frame.encode(FrameType.DISCONNECT), 0, 5);
    feed(all.toByteArray(), 0, all.size());
    assertThat(frames)
        .extracting(frame -> frame.body().length)
        .containsExactly(0, 3, 0, 0, 70_000, 8, 1);
    feed(Frame.encode(FrameType.DISCONNECT), 5, Frame.HEADER);
    assertThat(frames.getLast().type()).isEqualTo(FrameType.DISCONNECT);
  }

  @Test
  void framesThatComeByteByByteArriveOneAfterTheOther() throws IOException {
    byte[] body = randomBytes(20);
    byte[] bytes = Frame.encode(FrameType.MESSAGE, body);
    for (int i = 0; i < 3; i++) {
      for (int at = 0; at < bytes.length; at++) {
        feed(bytes, at, at + 1);
      }
    }
    assertThat(frames).hasSize(3).allMatch(frame -> Arrays.equals(frame.body(), body));
  }

  @Test
  void itSaysHowMuchOfABodyIsMissing() throws IOException {
    byte[] bytes = Frame.encode(FrameType.MESSAGE, new byte[20]);
    feed(bytes, 0, 8);
    assertThat(reader.missingBytes()).isEqualTo(20);
    feed(bytes, 8, 15);
    assertThat(reader.missingBytes()).isEqualTo(13);
  }

  @Test
  void aDescriptorBelongsToTheNextFrameThatAnnouncesOne() throws IOException {
    Fd descriptor = descriptor();
    reader.addDescriptors(List.of(descriptor), false);
    var all = new ByteArrayOutputStream();
    all.writeBytes(Frame.encode(FrameType.TAKEN));
    all.writeBytes(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[3]));
    all.writeBytes(Frame.encode(FrameType.TAKEN));
    feed(all.toByteArray(), 0, all.size());
    assertThat(frames).extracting(Frame::descriptor).containsExactly(null, descriptor, null);
    assertThat(frames).noneMatch(Frame::descriptorLost);
  }

  @Test
  void aLostDescriptorIsReportedWithItsFrame() throws IOException {
    Fd descriptor = descriptor();
    reader.addDescriptors(List.of(), true);
    reader.addDescriptors(List.of(descriptor), false);
    var all = new ByteArrayOutputStream();
    all.writeBytes(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[3]));
    all.writeBytes(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[3]));
    feed(all.toByteArray(), 0, all.size());
    assertThat(frames).extracting(Frame::descriptorLost).containsExactly(true, false);
    assertThat(frames).extracting(Frame::descriptor).containsExactly(null, descriptor);
  }

  @Test
  void aHeaderWithoutTheMarkIsBad() {
    assertBad("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII), "no PF mark");
  }

  @Test
  void aBodyLongerThanAllowedIsBadAsSoonAsItIsAnnounced() {
    assertBad(header(LARGEST + 1, 'M', 0), "MESSAGE frame of " + (LARGEST + 1) + " bytes");
  }

  @Test
  void aNegativeLengthIsBad() {
    assertBad(header(-1, 'M', 0), "MESSAGE frame of 4294967295 bytes");
    assertBad(header(Integer.MIN_VALUE, 'M', 0), "2147483648 bytes is larger than the " + LARGEST);
  }

  @Test
  void aBodyOfTheLargestLengthIsGood() throws IOException {
    reader = new FrameReader(10);
    feed(Frame.encode(FrameType.MESSAGE, new byte[10]), 0, 18);
    assertThat(frames).hasSize(1);
    assertBad(Frame.encode(FrameType.MESSAGE, new byte[11]), "larger than the 10 allowed");
  }

  @Test
  void whoeverIsKnownMaySayMore() throws IOException {
    reader = new FrameReader(10);
    feed(Frame.encode(FrameType.MESSAGE, new byte[10]), 0, 18);
    reader.setMaxBody(11);
    feed(Frame.encode(FrameType.MESSAGE, new byte[11]), 0, 19);
    assertThat(frames).hasSize(2);
  }

  @Test
  void anUnknownTypeIsBad() {
    assertBad(header(0, '?', 0), "unknown frame type 63");
    assertBad(header(0, (char) 0xff, 0), "unknown frame type -1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 127, -1, -128})
  void anAnnouncedDescriptorThatDidNotComeIsBad(int announced) {
    assertBad(header(0, 'T', announced), "TWIN frame announces " + announced + " descriptors");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 127, -1, -128})
  void moreThanOneAnnouncedDescriptorIsBadAndNoneIsLeftOpen(int announced) throws IOException {
    reader.addDescriptors(List.of(descriptor(), descriptor()), false);
    assertBad(header(0, 'T', announced), "TWIN frame announces " + announced + " descriptors");
  }

  @Test
  void aDescriptorThatNobodyAnnouncedIsBadAndClosed() throws IOException {
    reader.addDescriptors(List.of(descriptor()), false);
    assertBad(Frame.encode(FrameType.TAKEN), "a descriptor came that no frame announced");
  }

  @Test
  void aSecondDescriptorIsBadAndClosed() throws IOException {
    reader.addDescriptors(List.of(descriptor(), descriptor()), false);
    byte[] twin = Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0]);
    assertBad(twin, "a descriptor came that no frame announced");
  }

  @Test
  void theDescriptorOfAFrameThatNeverCompletedIsClosed() throws IOException {
    Fd descriptor = descriptor();
    reader.addDescriptors(List.of(descriptor), false);
    feed(Frame.encodeWithDescriptor(FrameType.TWIN, new byte[9]), 0, 12);
    reader.close();
    assertThat(descriptor.isOpen()).isFalse();
  }

  private void assertBad(byte[] bytes, String words) {
    assertThatThrownBy(() -> feed(bytes, 0, bytes.length))
        .isInstanceOf(BadFrameException.class)
        .hasMessageContaining(words);
    reader.close();
    reader = new FrameReader(LARGEST);
  }

  @Test
  void aFrameInPiecesIsTheSameFrame() {
    for (int size : new int[] {0, 1, 4096, 4097, 1 << 20}) {
      byte[] body = randomBytes(size);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      Frame.encodeInPieces(FrameType.MESSAGE, body, true).forEach(joined::writeBytes);
      assertThat(joined.toByteArray())
          .isEqualTo(Frame.encodeWithDescriptor(FrameType.MESSAGE, body));
    }
  }

  private void assertOnly(byte[] body) {
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().body()).isEqualTo(body);
    frames.clear();
  }

  private void feedInPieces(byte[] bytes, int max) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      int next = Math.min(bytes.length, at + 1 + random.nextInt(max));
      feed(bytes, at, next);
      at = next;
    }
  }

  private void feed(byte[] bytes, int from, int to) throws IOException {
    reader.feed(bytes, from, to - from, frames::add);
  }

  private byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private Fd descriptor() throws ErrnoException {
    Fd[] pair = sockets.pair();
    pair[1].close();
    return pair[0];
  }

  private static byte[] header(int length, char type, int descriptors) {
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER).putInt(length).put((byte) type);
    return header.put((byte) descriptors).putShort(Frame.MAGIC).array();
  }
}
