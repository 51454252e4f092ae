package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.hostile.Attack;
import dev.prefork.it.hostile.HostileCluster;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that was taken over harms nobody but itself, whatever it says to the primary. */
@Tag("thorough")
class HostileWorkerTest {
  /** For a request while a primary with 64 MB of heap is under attack, on a busy machine. */
  static final Duration PROMISE = Duration.ofSeconds(10);

  /** What is more than this primary's heap may ever be, and what the JVM has beside it. */
  static final long MOST_MEMORY = 300L << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int MOST_WARNINGS = 60;

  /** Whose frames are as they should be, or never complete: nothing to be cut off for. */
  private static final Set<Attack> BORNE =
      EnumSet.of(
          Attack.A_PROMISE,
          Attack.HALF_A_FRAME,
          Attack.A_MILLION_MESSAGES,
          Attack.MALFORMED_MESSAGES,
          Attack.AN_ARRAY_OF_TWO_THOUSAND_MILLION,
          Attack.A_BILLION_LAUGHS,
          Attack.KEYS_THAT_COLLIDE,
          Attack.LEAVING_A_MILLION_TIMES,
          Attack.READY_A_MILLION_TIMES,
          Attack.VITALS_A_MILLION_TIMES,
          Attack.THE_OTHER_HALF_OF_A_CLOSE,
          Attack.DESCRIPTORS_BY_THE_THOUSAND,
          Attack.MESSAGES_THAT_CANNOT_BE_CLOSED,
          Attack.A_CONNECTION_THAT_CANNOT_BE_CLOSED,
          Attack.OFFERS_OF_WHAT_CANNOT_MOVE,
          Attack.OFFERS_BY_THE_THOUSAND,
          Attack.AN_OFFER_THAT_CANNOT_BE_CLOSED,
          Attack.A_HUGE_HELLO,
          Attack.STREAMS_WITHOUT_A_WORD,
          Attack.ADDRESSES_THAT_CANNOT_BE,
          Attack.PORTS_BY_THE_THOUSAND,
          Attack.PORTS_THAT_ARE_TAKEN,
          Attack.PORTS_THAT_ARE_TAKEN_WITHOUT_READING,
          Attack.ACKNOWLEDGEMENTS_BY_THE_MILLION,
          Attack.ENDS_OF_NOTHING,
          Attack.READY_TWICE,
          Attack.A_TWIN_THAT_IS_NEVER_EMPTY);

  private static final int PORT = Client.freePort();
  private static RunningCluster cluster;
  private static int last = 2;

  @BeforeAll
  static void start() {
    cluster = Start.program(HostileCluster.class, "port=" + PORT).run().awaitListening(1, 2);
    assertThat(Client.askTimes(4, PORT)).extracting(Answer::worker).contains(1, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource
  void theOthersServeOnAndThePrimaryKeepsNothingOfIt(Attack attack) throws InterruptedException {
    int sockets = Proc.sockets(cluster.pid());
    long warnings = warnings();
    int worker = ++last;
    cluster.tell("attack " + attack);
    try (Requests requests = new Requests(PORT)) {
      cluster.awaitLine("attacking " + worker + " " + attack);
      long pid = Long.parseLong(cluster.awaitLine("fork " + worker + " (\\d+).*").group(1));
      if (BORNE.contains(attack)) {
        cluster.awaitLine("attacked " + worker + " .*|exit " + worker + " .*", PATIENCE);
      } else {
        cluster.awaitLine("disconnect " + worker + " .*");
      }
      requests.awaitSome();
      assertThat(Proc.memory(cluster.pid(), "VmHWM")).isLessThan(MOST_MEMORY);
      Proc.signal(pid, "KILL");
    }
    Await.until("worker " + worker + " is gone", () -> isGone(worker));
    Await.until("nothing of it is open", () -> Proc.sockets(cluster.pid()) <= sockets);
    assertThat(warnings() - warnings).isLessThan(MOST_WARNINGS);
    assertThat(cluster.lines())
        .noneMatch(line -> line.contains("event handler ") && line.contains(" failed"));
    assertThat(cluster.lines("exit 1 ")).isEmpty();
    assertThat(cluster.lines("disconnect 2 ")).isEmpty();
  }

  private static long warnings() {
    return cluster.lines().stream().filter(line -> line.startsWith("WARNING")).count();
  }

  private static boolean isGone(int worker) {
    return !cluster.lines("exit " + worker + " ").isEmpty();
  }

  /** A client that asks again and again, and must be answered in time by one of the others. */
  static final class Requests implements AutoCloseable {
    private final int port;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread = new Thread(this::ask);
    private final AtomicInteger answered = new AtomicInteger();
    private volatile Throwable failure;

    Requests(int port) {
      this.port = port;
      thread.start();
    }

    private void ask() {
      try {
        while (!over.get()) {
          Answer answer = Client.ask(port);
          assertThat(answer.worker()).isIn(1, 2);
          assertThat(answer.took()).isLessThan(PROMISE);
          answered.incrementAndGet();
          Thread.sleep(5);
        }
      } catch (Throwable e) {
        failure = e;
      }
    }

    /** Some that begin when this is called. */
    void awaitSome() {
      int before = answered.get();
      Await.until("requests are answered", () -> failure != null || answered.get() > before + 5);
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
      assertThat(failure).isNull();
    }
  }
}
