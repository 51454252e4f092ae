package dev.prefork.internal.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.Transport;
import dev.prefork.model.WorkerState;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every event. */
class WorkerEventTest {
  private static final Endpoint FIRST = at(8000);
  private static final Endpoint SECOND = at(8001);
  private static final ExitStatus STATUS = new ExitStatus(1);
  private static final ExitStatus OTHER = new ExitStatus(137);

  private static final WorkerState STARTING = new WorkerState.Starting();
  private static final WorkerState ONLINE = new WorkerState.Online();
  private static final WorkerState LISTENING = new WorkerState.Serving(List.of(FIRST));
  private static final WorkerState DRAINING = new WorkerState.Draining();
  private static final WorkerState EXITED = new WorkerState.Exited(STATUS);

  private static final WorkerEvent CONNECTED = new WorkerEvent.Connected();
  private static final WorkerEvent LISTENS = new WorkerEvent.Listens(SECOND);
  private static final WorkerEvent DRAINS = new WorkerEvent.Drains();
  private static final WorkerEvent ENDED = new WorkerEvent.Ended(OTHER);

  private static Endpoint at(int port) {
    return new Endpoint(new InetSocketAddress(port), Transport.TCP);
  }

  private static Stream<Arguments> table() {
    return Stream.of(
            row(STARTING, ONLINE, STARTING, DRAINING, new WorkerState.Exited(OTHER)),
            row(
                ONLINE,
                ONLINE,
                new WorkerState.Serving(List.of(SECOND)),
                DRAINING,
                new WorkerState.Exited(OTHER)),
            row(
                LISTENING,
                LISTENING,
                new WorkerState.Serving(List.of(FIRST, SECOND)),
                DRAINING,
                new WorkerState.Exited(OTHER)),
            row(DRAINING, DRAINING, DRAINING, DRAINING, new WorkerState.Exited(OTHER)),
            row(EXITED, EXITED, EXITED, EXITED, EXITED))
        .flatMap(row -> row);
  }

  private static Stream<Arguments> row(
      WorkerState before,
      WorkerState afterConnected,
      WorkerState afterListens,
      WorkerState afterDrains,
      WorkerState afterEnded) {
    return Stream.of(
        Arguments.of(before, CONNECTED, afterConnected),
        Arguments.of(before, LISTENS, afterListens),
        Arguments.of(before, DRAINS, afterDrains),
        Arguments.of(before, ENDED, afterEnded));
  }

  @ParameterizedTest
  @MethodSource("table")
  void anEventLeadsWhereTheTableSays(WorkerState before, WorkerEvent event, WorkerState after) {
    assertThat(event.after(before)).isEqualTo(after);
  }

  @Test
  void theTableHasEveryStateAndEveryEvent() {
    List<Object> states = table().map(arguments -> arguments.get()[0]).distinct().toList();
    assertThat(states)
        .extracting(Object::getClass)
        .extracting(Class::getSimpleName)
        .containsExactlyInAnyOrder("Starting", "Online", "Serving", "Draining", "Exited");
    assertThat(WorkerState.class.getPermittedSubclasses()).hasSize(states.size());
    assertThat(WorkerEvent.class.getPermittedSubclasses()).hasSize(4);
    assertThat(table()).hasSize(states.size() * 4);
  }

  @Test
  void aListeningWorkerKeepsItsAddressesWhateverBecomesOfTheList() {
    List<Endpoint> addresses = new ArrayList<>(List.of(FIRST));
    var listening = new WorkerState.Serving(addresses);
    addresses.add(SECOND);
    assertThat(listening.endpoints()).containsExactly(FIRST).isUnmodifiable();
  }
}
