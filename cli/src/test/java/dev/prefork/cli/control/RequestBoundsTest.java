package dev.prefork.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of a request to a cluster has bounds. */
class RequestBoundsTest {
  private static final List<String> WRONG =
      List.of(
          "-2147483648",
          "-1000000000",
          "2147483647",
          "1000000000",
          "2147483648",
          "-2147483649",
          "99999999999999999999",
          "1.5",
          "1e300",
          "\"x\"",
          "[]",
          "{}");

  private static boolean isNumber(RecordComponent component) {
    Class<?> type = component.getType();
    return type == Integer.class || type == Long.class || (type.isPrimitive() && !isSwitch(type));
  }

  private static boolean isSwitch(Class<?> type) {
    return type == boolean.class;
  }

  /** A request with something else for each number, and what is right for the rest. */
  private static List<Arguments> requests() {
    List<Arguments> requests = new ArrayList<>();
    for (var type : Request.class.getAnnotation(JsonSubTypes.class).value()) {
      RecordComponent[] components = type.value().getRecordComponents();
      for (RecordComponent number : components) {
        if (isNumber(number)) {
          WRONG.forEach(
              wrong -> requests.add(Arguments.of(json(type.name(), components, number, wrong))));
        }
      }
    }
    return requests;
  }

  private static String json(
      String name, RecordComponent[] components, RecordComponent number, String wrong) {
    String fields =
        Arrays.stream(components)
            .map(one -> "\"" + one.getName() + "\":" + (one == number ? wrong : right(one)))
            .collect(Collectors.joining(","));
    return "{\"prefork\":1,\"do\":\"" + name + "\"," + fields + "}";
  }

  private static String right(RecordComponent component) {
    return isNumber(component) ? "1" : isSwitch(component.getType()) ? "true" : "null";
  }

  @Test
  void allRequestsWithNumbersAreTried() {
    assertThat(requests().stream().map(one -> one.get()[0].toString()))
        .hasSizeGreaterThanOrEqualTo(5 * WRONG.size())
        .anyMatch(json -> json.contains("\"scale\""))
        .anyMatch(json -> json.contains("\"logs\""))
        .anyMatch(json -> json.contains("\"send\""));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aNumberOutOfBoundsMakesARequestInvalid(String json) {
    assertThatThrownBy(() -> Protocol.readRequest(json))
        .isInstanceOf(Protocol.NotUnderstood.class)
        .message()
        .startsWith("invalid request: ")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | false",
        "-1 | false",
        "1025 | false",
        "5000 | false",
        "-1025 | true",
        "1025 | true",
        "2147483647 | true"
      })
  void aNumberOfWorkersIsRefusedWithTheBounds(String workers, boolean relative) {
    String json =
        "{\"prefork\":1,\"do\":\"scale\",\"workers\":%s,\"relative\":%s}"
            .formatted(workers, relative);
    assertThatThrownBy(() -> Protocol.readRequest(json))
        .hasMessageContainingAll(workers, (relative ? "-1024" : "1") + " to 1024");
  }

  @Test
  void aRequestWithinTheBoundsIsAccepted() throws IOException {
    List<Request> requests =
        List.of(
            new Request.Scale(1, false, false),
            new Request.Scale(1024, false, false),
            new Request.Scale(-1024, true, false),
            new Request.Kill(999_999_999, 64),
            new Request.Logs(0, true),
            new Request.Logs(1000, false));
    for (Request request : requests) {
      assertThat(Protocol.readRequest(Protocol.write(request))).isEqualTo(request);
    }
    assertThat(Stream.of("{\"prefork\":1,\"do\":\"scale\",\"workers\":2}"))
        .allSatisfy(
            json ->
                assertThat(Protocol.readRequest(json))
                    .isEqualTo(new Request.Scale(2, false, false)));
  }
}
