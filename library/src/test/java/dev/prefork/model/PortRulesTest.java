package dev.prefork.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortRulesTest {
  private static SocketAddress address(String text) {
    if (text.startsWith("/")) {
      return UnixDomainSocketAddress.of(text);
    }
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 0.0.0.0:8000, true",
    "8000, 127.0.0.1:8000, true",
    "8000, [::]:8000, true",
    "8000, 0.0.0.0:8001, false",
    "8000, /8000, false",
    "0, 0.0.0.0:0, true",
    "0, 0.0.0.0:8000, false",
    "9010-9012, 0.0.0.0:9009, false",
    "9010-9012, 0.0.0.0:9010, true",
    "9010-9012, 0.0.0.0:9012, true",
    "9010-9012, 0.0.0.0:9013, false",
    "127.0.0.1:8000, 127.0.0.1:8000, true",
    "127.0.0.1:8000, 127.0.0.2:8000, false",
    "127.0.0.1:8000, 0.0.0.0:8000, false",
    "0.0.0.0:8000, [::]:8000, true",
    "[::1]:8000-8001, [::1]:8001, true",
    "[::1]:8000, 127.0.0.1:8000, false",
    "/run/app.sock, /run/app.sock, true",
    "/run/app.sock, /run/other.sock, false",
    "*, 0.0.0.0:1, true",
    "*, /run/app.sock, true",
  })
  void aPatternMatches(String pattern, String address, boolean expected) {
    assertThat(PortRules.parse(pattern + "=exclude").excludes(address(address)))
        .isEqualTo(expected);
  }

  @Test
  void theFirstRuleForAnAddressCounts() {
    PortRules rules = PortRules.parse(" 8005 = none, 8000-8010=Exclude ,8001=none,,");

    assertThat(rules.policyFor(address("0.0.0.0:8005"), SchedulingPolicy.ROUND_ROBIN))
        .isEqualTo(SchedulingPolicy.NONE);
    assertThat(rules.excludes(address("0.0.0.0:8005"))).isFalse();
    assertThat(rules.excludes(address("0.0.0.0:8001"))).isTrue();
    assertThat(rules.policyFor(address("0.0.0.0:80"), SchedulingPolicy.ROUND_ROBIN))
        .isEqualTo(SchedulingPolicy.ROUND_ROBIN);
  }

  @ParameterizedTest
  @CsvSource({
    "8000=rr, false",
    "8000=rr+stay, true",
    "8000 = Least_Connections+Stay, true",
    "8000=exclude, false",
    "8001=rr+stay, false",
    "'8000=rr,8000=rr+stay', false",
  })
  void connectionsOfAPortMoveUnlessItsRuleSaysStay(String rules, boolean keeps) {
    assertThat(PortRules.parse(rules).keepsConnections(address("0.0.0.0:8000"))).isEqualTo(keeps);
  }

  @Test
  void aPortWhoseConnectionsStayHasThePolicyOfItsRule() {
    PortRules rules = PortRules.parse("8000=kernel-cpu+stay");

    assertThat(rules.policyFor(address("0.0.0.0:8000"), SchedulingPolicy.ROUND_ROBIN))
        .isEqualTo(SchedulingPolicy.KERNEL_CPU);
    assertThat(rules.excludes(address("0.0.0.0:8000"))).isFalse();
    assertThat(rules).isNotEqualTo(PortRules.parse("8000=kernel-cpu"));
  }

  @Test
  void whatIsMentionedIsKnown() {
    PortRules rules = PortRules.parse("8000=rr");

    assertThat(rules.hasRuleFor(address("0.0.0.0:8000"))).isTrue();
    assertThat(rules.hasRuleFor(address("0.0.0.0:8001"))).isFalse();
  }

  @Test
  void theyAreEqualIfTheySayTheSame() {
    assertThat(PortRules.parse("8000 = rr,"))
        .isEqualTo(PortRules.parse("8000=round_robin"))
        .hasSameHashCodeAs(PortRules.parse("8000=rr"))
        .isNotEqualTo(PortRules.parse("8000=none"))
        .hasToString("8000 = rr,");
    assertThat(PortRules.parse(" , ")).isSameAs(PortRules.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          8000               | '8000'
          8000=fast          | 'fast'
          8000=stay          | 'stay'
          8000=+stay         | ''
          8000=fast+stay     | 'fast'
          8000=rr+go         | 'rr+go'
          8000=stay+rr       | one of rr
          8000=exclude+stay  | +stay may follow
          http=rr            | 'http'
          =rr                | port ''
          65536=rr           | port '65536'
          -1=rr              | port ''
          8000-=rr           | port ''
          9000-8000=rr       | write 8000-9000
          localhost:8000=rr  | 'localhost'
          ::1:8000=rr        | brackets
          [::1]=rr           | brackets
          app.sock=rr        | port 'app.sock'
          rr,8000=none       | 'rr'
          """)
  void aRuleThatIsWrongIsRefusedWithTheReason(String rules, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PortRules.parse(rules))
        .withMessageContaining(reason);
  }
}
