package dev.prefork.supervisor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.Cluster;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number of a supervisor's options has bounds. */
class OptionBoundsTest {
  private static final SupervisorOptions DEFAULTS = SupervisorOptions.of(Cluster.settings());

  private static Stream<Record> groups(Record group) {
    return Stream.concat(
        Stream.of(group),
        Arrays.stream(group.getClass().getRecordComponents())
            .map(component -> value(group, component))
            .filter(Record.class::isInstance)
            .flatMap(value -> groups((Record) value)));
  }

  private static Object value(Record group, RecordComponent component) {
    try {
      return component.getAccessor().invoke(group);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** What no setting may be, of its type. */
  private static List<Object> extremes(Class<?> type) {
    if (type == int.class) {
      return List.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return List.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    return type == Duration.class
        ? List.of(
            Duration.ofNanos(-1),
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofDays(3650).plusNanos(1),
            ChronoUnit.FOREVER.getDuration())
        : List.of();
  }

  private static List<Arguments> wrong() {
    return groups(DEFAULTS)
        .flatMap(
            group ->
                Arrays.stream(group.getClass().getRecordComponents())
                    .flatMap(
                        component ->
                            extremes(component.getType()).stream()
                                .map(extreme -> Arguments.of(group, component, extreme))))
        .toList();
  }

  @Test
  void allGroupsOfOptionsAreTried() {
    assertThat(groups(DEFAULTS).map(Object::getClass).map(Class::getSimpleName))
        .contains(
            "SupervisorOptions",
            "StartupOptions",
            "RestartPolicy",
            "HealthOptions",
            "LimitOptions",
            "LogOptions");
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aNumberOutOfBoundsIsRefusedByItsName(
      Record group, RecordComponent component, Object extreme) {
    RecordComponent[] components = group.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(one -> one.getName().equals(component.getName()) ? extreme : value(group, one))
            .toArray();
    assertThatThrownBy(() -> group.getClass().getDeclaredConstructor(types).newInstance(values))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "invalid (number of )?%s %s: expected .* to .*"
                .formatted(component.getName(), extreme));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1025, 5000, Integer.MAX_VALUE})
  void soManyWorkersAreRefused(int workers) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withWorkers(workers))
        .withMessage("invalid number of workers %s: expected 1 to 1024", workers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:65536/", "http://localhost:0/", "http://h:999999999/"})
  void aPortThatDoesNotExistIsNoPlaceToProbe(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Readiness.OnHttpOk(URI.create(target)))
        .withMessageEndingWith("expected 1 to 65535");
  }
}
