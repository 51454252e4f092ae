package dev.prefork.internal.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeliveryBatchTest {
  private final TestStream stream = new TestStream();
  private final Outbox outbox = connected();

  private Outbox connected() {
    Outbox made = new Outbox("the line", 1000, 0, () -> {});
    made.connect(stream);
    return made;
  }

  private CompletableFuture<Void> send(String text) {
    return outbox.send(text.getBytes(StandardCharsets.US_ASCII), null);
  }

  private Runnable sending(String text) {
    return () -> {
      CompletableFuture<Void> _ = send(text);
    };
  }

  @Test
  void answersToMessagesThatCameTogetherAreWrittenTogether() {
    DeliveryBatch deliveries = DeliveryBatch.begin();
    for (String text : List.of("a", "b", "c", "d", "e", "f")) {
      deliveries.run(sending(text), true);
    }
    deliveries.run(sending("g"), false);
    deliveries.end();
    assertThat(stream.text()).isEqualTo("abcdefg");
    assertThat(stream.writes).hasSizeLessThan(7);
  }

  @Test
  void whatIsLeftIsWrittenWhenTheLastListenerHasNothingToSay() {
    DeliveryBatch deliveries = DeliveryBatch.begin();
    deliveries.run(sending("a"), true);
    deliveries.run(() -> {}, false);
    deliveries.end();
    assertThat(stream.text()).isEqualTo("a");
    assertThat(outbox.queued()).isZero();
  }

  @Test
  void theOtherSideNeedNotWaitForTheEndOfALongRun() {
    DeliveryBatch deliveries = DeliveryBatch.begin();
    for (int i = 0; i < 100; i++) {
      deliveries.run(sending("x"), true);
    }
    assertThat(stream.text()).hasSizeGreaterThan(90);
    deliveries.end();
    assertThat(stream.text()).hasSize(100);
    assertThat(stream.writes).hasSizeLessThan(50);
  }

  @Test
  void aListenerThatWaitsForItsMessageDoesNotWaitForEver() {
    DeliveryBatch deliveries = DeliveryBatch.begin();
    deliveries.run(() -> send("a").orTimeout(10, TimeUnit.SECONDS).join(), true);
    deliveries.end();
    assertThat(stream.text()).isEqualTo("a");
  }

  @Test
  void whatOtherThreadsSendMeanwhileKeepsItsPlace() throws InterruptedException {
    DeliveryBatch deliveries = DeliveryBatch.begin();
    deliveries.run(sending("a"), true);
    Thread.ofVirtual().start(sending("b")).join();
    deliveries.run(sending("c"), false);
    deliveries.end();
    assertThat(stream.text()).isEqualTo("abc");
  }
}
