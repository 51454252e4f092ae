package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialSettingsTest {
  private final Properties properties = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  private Settings read() {
    return InitialSettings.read(properties, environment);
  }

  private static Settings defaults(SchedulingPolicy policy) {
    return new Settings(new SettingValues(policy, PortRules.NONE, true));
  }

  @Test
  void withoutAWordTheDefaultsCount() {
    assertThat(read()).isEqualTo(defaults(SchedulingPolicy.ROUND_ROBIN));
  }

  @Test
  void ourVariableCountsMoreThanNodesAndThePropertyMoreThanBoth() {
    environment.put("NODE_CLUSTER_SCHED_POLICY", "none");
    assertThat(read().schedulingPolicy()).isEqualTo(SchedulingPolicy.NONE);

    environment.put("PREFORK_SCHED_POLICY", "rr");
    assertThat(read().schedulingPolicy()).isEqualTo(SchedulingPolicy.ROUND_ROBIN);

    properties.put("prefork.schedulingPolicy", "NONE");
    assertThat(read().schedulingPolicy()).isEqualTo(SchedulingPolicy.NONE);
  }

  @Test
  void thePropertyCountsMoreThanTheVariableForPortsToo() {
    environment.put("PREFORK_PORTS", "8000=none");
    assertThat(read().ports()).isEqualTo(PortRules.parse("8000=none"));

    properties.put("prefork.ports", "9000=rr");
    assertThat(read().ports()).isEqualTo(PortRules.parse("9000=rr"));
  }

  @Test
  void connectionsMoveUnlessTheVariableOrThePropertySaysOff() {
    environment.put("PREFORK_MOVE_CONNECTIONS", "off");
    assertThat(read().moveConnections()).isFalse();

    properties.put("prefork.moveConnections", "on");
    assertThat(read().moveConnections()).isTrue();
  }

  @Test
  void whatIsNeitherOnNorOffIsRefused() {
    environment.put("PREFORK_MOVE_CONNECTIONS", "sometimes");
    assertThatIllegalArgumentException()
        .isThrownBy(this::read)
        .withMessage("invalid PREFORK_MOVE_CONNECTIONS 'sometimes': expected on or off");
  }

  @Test
  void whatIsBlankSaysNothing() {
    properties.put("prefork.schedulingPolicy", " ");
    environment.put("PREFORK_SCHED_POLICY", "none");
    environment.put("PREFORK_PORTS", "");
    environment.put("PREFORK_MOVE_CONNECTIONS", "");

    assertThat(read()).isEqualTo(defaults(SchedulingPolicy.NONE));
  }

  @Test
  void whatNodesVariableSaysIsIgnoredIfItMeansNothing() {
    environment.put("NODE_CLUSTER_SCHED_POLICY", "fair");
    assertThat(read().schedulingPolicy()).isEqualTo(SchedulingPolicy.ROUND_ROBIN);
  }

  @ParameterizedTest
  @CsvSource({"PREFORK_SCHED_POLICY, fair", "PREFORK_PORTS, 8000=fair"})
  void whatMeansNothingIsSaidWithItsNameEachTime(String variable, String value) {
    environment.put(variable, value);
    for (int i = 0; i < 2; i++) {
      assertThatIllegalArgumentException()
          .isThrownBy(this::read)
          .withMessageContainingAll(variable, "'" + value + "'", SchedulingPolicy.names());
    }
  }

  @Test
  void aWrongPropertyIsSaidByItsOwnName() {
    properties.put("prefork.ports", "70000=rr");
    assertThatIllegalArgumentException()
        .isThrownBy(this::read)
        .withMessageContainingAll("prefork.ports", "'70000=rr'", "'70000'");
  }
}
