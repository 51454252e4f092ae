package dev.prefork.internal.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final long NO_BURSTS = 0;
  private static final long ALWAYS_A_BURST = Long.MAX_VALUE;
  private static final int MOST = 1000;

  private final TestStream stream = new TestStream();
  private int requests;

  private Outbox outbox(long burstNanos) {
    return new Outbox("the line", MOST, burstNanos, () -> requests++);
  }

  private Outbox connected(long burstNanos) {
    Outbox outbox = outbox(burstNanos);
    outbox.connect(stream);
    return outbox;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static CompletableFuture<Void> send(Outbox outbox, String text) {
    return outbox.send(bytes(text), null);
  }

  private static void await(CompletableFuture<Void> future) throws Exception {
    future.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aLoneFrameIsWrittenByItsSenderAndItsFutureIsDone() {
    Outbox outbox = connected(NO_BURSTS);
    assertThat(send(outbox, "one")).isCompleted();
    assertThat(stream.text()).isEqualTo("one");
    assertThat(requests).isZero();
  }

  @Test
  void aBurstIsLeftToTheOwnerWhoWritesItAtOnce() throws Exception {
    Outbox outbox = connected(ALWAYS_A_BURST);
    List<CompletableFuture<Void>> sent =
        List.of(send(outbox, "a"), send(outbox, "b"), send(outbox, "c"));
    assertThat(stream.text()).isEmpty();
    assertThat(sent).noneMatch(CompletableFuture::isDone);
    assertThat(requests).isEqualTo(1);
    assertThat(outbox.pump()).isTrue();
    assertThat(stream.text()).isEqualTo("abc");
    assertThat(stream.writes).containsExactly(3);
    await(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
  }

  @Test
  void whatIsSentBeforeTheConnectionWaitsForIt() throws Exception {
    Outbox outbox = outbox(NO_BURSTS);
    CompletableFuture<Void> first = send(outbox, "first");
    outbox.connect(stream);
    assertThat(requests).isEqualTo(1);
    CompletableFuture<Void> second = send(outbox, "second");
    assertThat(outbox.pump()).isTrue();
    assertThat(stream.text()).isEqualTo("firstsecond");
    await(first);
    await(second);
  }

  @Test
  void aFutureCompletesWhenTheLastByteIsTaken() throws Exception {
    Outbox outbox = connected(NO_BURSTS);
    stream.room = 10;
    CompletableFuture<Void> sent = send(outbox, "0123456789ab");
    assertThat(requests).isEqualTo(1);
    stream.room = 1;
    assertThat(outbox.pump()).isFalse();
    assertThat(sent).isNotDone();
    assertThat(outbox.queued()).isEqualTo(1);
    stream.room = 1;
    assertThat(outbox.pump()).isTrue();
    await(sent);
    assertThat(stream.text()).isEqualTo("0123456789ab");
    assertThat(outbox.queued()).isZero();
  }

  @Test
  void framesLargerThanTheStagingBufferArriveWhole() throws Exception {
    Outbox outbox = connected(NO_BURSTS);
    String large = "0123456789".repeat(50);
    await(send(outbox, large));
    await(send(outbox, "end"));
    assertThat(stream.text()).isEqualTo(large + "end");
  }

  @Test
  void piecesArriveInOrderHoweverTheyAreTorn() throws Exception {
    for (int room = 1; room < 12; room++) {
      Outbox outbox = connected(NO_BURSTS);
      stream.room = room;
      CompletableFuture<Void> sent =
          outbox.send(List.of(bytes("head "), bytes(""), bytes("body "), bytes("x")), null);
      CompletableFuture<Void> next = send(outbox, " next;");
      do {
        stream.room = room;
      } while (!outbox.pump());
      await(sent);
      await(next);
      assertThat(outbox.queued()).isZero();
    }
    assertThat(stream.text()).isEqualTo("head body x next;".repeat(11));
  }

  @Test
  void moreThanTheMostIsRefusedAndLosesNothing() throws Exception {
    Outbox outbox = connected(NO_BURSTS);
    stream.room = 0;
    CompletableFuture<Void> large =
        send(outbox, "x".repeat(2 * MOST)); // alone, any length may wait
    CompletableFuture<Void> refused = send(outbox, "y");
    assertThatThrownBy(refused::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("the line is too far behind: 2000 bytes wait, of at most 1000")
        .hasMessageContaining("maxQueued");
    stream.room = Integer.MAX_VALUE;
    assertThat(outbox.pump()).isTrue();
    await(large);
    await(send(outbox, "z"));
    assertThat(stream.text()).isEqualTo("x".repeat(2 * MOST) + "z");
  }

  @Test
  void aWordOfOursIsNeverTooMuch() throws Exception {
    Outbox outbox = connected(NO_BURSTS);
    stream.room = 0;
    CompletableFuture<Void> large = send(outbox, "x".repeat(2 * MOST));
    CompletableFuture<Void> word = outbox.sendControl(bytes("word"));
    assertThat(send(outbox, "y")).isCompletedExceptionally();
    stream.room = Integer.MAX_VALUE;
    assertThat(outbox.pump()).isTrue();
    await(large);
    await(word);
    assertThat(stream.text()).isEqualTo("x".repeat(2 * MOST) + "word");
  }

  @Test
  void closingFailsWhatWaitsAndWhatComes() {
    Outbox outbox = connected(NO_BURSTS);
    stream.room = 0;
    CompletableFuture<Void> waiting = send(outbox, "waiting");
    outbox.close();
    outbox.close();
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("the line is closed");
    assertThatThrownBy(send(outbox, "late")::join).hasMessageContaining("the line is closed");
    assertThat(outbox.pump()).isTrue();
  }

  @Test
  void aBrokenStreamFailsAtOnceWithItsReason() {
    Outbox outbox = connected(NO_BURSTS);
    stream.fault = new IOException("no wire");
    assertThat(send(outbox, "a")).isCompletedExceptionally();
    assertThatThrownBy(send(outbox, "b")::join).hasMessageContaining("the line is closed: no wire");
  }

  @Test
  void aDescriptorGoesWithTheFirstByteOfItsFrame() throws Exception {
    Sockets sockets = new Sockets();
    Fd[] pair = sockets.pair();
    String identity = Descriptors.identity(pair[0]);
    Outbox outbox = connected(ALWAYS_A_BURST);
    CompletableFuture<Void> _ = send(outbox, "before");
    CompletableFuture<Void> sent = outbox.send(bytes("with"), pair[0]);
    CompletableFuture<Void> _ = send(outbox, "behind");
    assertThat(outbox.pump()).isTrue();
    await(sent);
    assertThat(stream.text()).isEqualTo("beforewithbehind");
    assertThat(stream.attached).containsExactly("6:" + identity);
    assertThat(pair[0].isOpen()).isFalse();
    pair[1].close();
  }

  @Test
  void descriptorsAndWhatComesBehindThemAreWithheldUntilTheOtherSideCanTakeThem() throws Exception {
    Sockets sockets = new Sockets();
    Fd[] pair = sockets.pair();
    Outbox outbox = connected(NO_BURSTS);
    outbox.withholdDescriptors();
    CompletableFuture<Void> sent = outbox.send(bytes("with"), pair[0]);
    CompletableFuture<Void> behind = send(outbox, "behind");
    assertThat(outbox.pump()).as("there is nothing to wait for at the socket").isTrue();
    assertThat(stream.text()).isEmpty();
    outbox.releaseDescriptors();
    assertThat(outbox.pump()).isTrue();
    await(sent);
    await(behind);
    assertThat(stream.text()).isEqualTo("withbehind");
    pair[1].close();
  }

  @Test
  void everyDescriptorThatIsNotSentIsClosed() throws Exception {
    Sockets sockets = new Sockets();
    Fd[] waiting = sockets.pair();
    Fd[] late = sockets.pair();
    Outbox outbox = connected(NO_BURSTS);
    stream.room = 0;
    CompletableFuture<Void> _ = outbox.send(bytes("x"), waiting[0]);
    outbox.close();
    CompletableFuture<Void> _ = outbox.send(bytes("x"), late[0]);
    assertThat(waiting[0].isOpen()).isFalse();
    assertThat(late[0].isOpen()).isFalse();
    waiting[1].close();
    late[1].close();
  }

  @Test
  void whatAnApplicationDoesWhenAMessageIsSentHoldsUpNobody() throws Exception {
    Outbox outbox = connected(ALWAYS_A_BURST);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Thread> runner = new AtomicReference<>();
    CompletableFuture<Void> slow =
        send(outbox, "a")
            .thenRun(
                () -> {
                  runner.set(Thread.currentThread());
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertThat(outbox.pump()).isTrue();
    release.countDown();
    await(slow);
    assertThat(runner.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void framesOfManyThreadsArriveWholeAndInEachThreadsOrder() throws Exception {
    Outbox outbox = new Outbox("the line", Long.MAX_VALUE, 1000, () -> {});
    outbox.connect(stream);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String letter = String.valueOf((char) ('a' + i));
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int k = 0; k < 1000; k++) {
                  CompletableFuture<Void> _ = send(outbox, "<" + letter + k + ">");
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    outbox.pump();
    for (String letter : List.of("a", "b", "c", "d")) {
      StringBuilder expected = new StringBuilder();
      for (int k = 0; k < 1000; k++) {
        expected.append('<').append(letter).append(k).append('>');
      }
      assertThat(stream.text().replaceAll("<[^" + letter + "][0-9]+>", ""))
          .isEqualTo(expected.toString());
    }
  }
}
