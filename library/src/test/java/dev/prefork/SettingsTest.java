package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Serialization;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  private static final Settings DEFAULTS = defaults();
  private static final Redirect FILE = Redirect.to(new File("file"));

  private static Settings defaults() {
    return new Settings(new SettingValues(SchedulingPolicy.ROUND_ROBIN, PortRules.NONE, true));
  }

  private static Arguments changing(
      UnaryOperator<Settings> change, Function<Settings, Object> accessor, Object value) {
    return Arguments.of(change, accessor, value);
  }

  private static List<Arguments> changes() {
    return List.of(
        changing(s -> s.withExec("a.jar"), Settings::exec, "a.jar"),
        changing(s -> s.withClassPath("x"), Settings::classPath, "x"),
        changing(s -> s.withArgs(List.of("a")), Settings::args, List.of("a")),
        changing(s -> s.withExecArgv(List.of("-Da")), Settings::execArgv, List.of("-Da")),
        changing(s -> s.withCwd(Path.of("/")), Settings::cwd, Path.of("/")),
        changing(s -> s.withSilent(true), Settings::silent, true),
        changing(
            s -> s.withStdio(Redirect.PIPE, Redirect.INHERIT, FILE),
            Settings::stdio,
            List.of(Redirect.PIPE, Redirect.INHERIT, FILE)),
        changing(s -> s.withUid(0), Settings::uid, 0),
        changing(s -> s.withGid(1000), Settings::gid, 1000),
        changing(s -> s.withInspectPort(7), s -> s.inspectPort().getAsInt(), 7),
        changing(
            s -> s.withSchedulingPolicy(SchedulingPolicy.NONE),
            Settings::schedulingPolicy,
            SchedulingPolicy.NONE),
        changing(s -> s.withPorts("8000=none"), Settings::ports, PortRules.parse("8000 = none")),
        changing(s -> s.withMoveConnections(false), Settings::moveConnections, false),
        changing(
            s -> s.withSerialization(Serialization.ADVANCED),
            Settings::serialization,
            Serialization.ADVANCED),
        changing(s -> s.withMaxMessageSize(1), Settings::maxMessageSize, 1),
        changing(s -> s.withMaxQueued(1), Settings::maxQueued, 1L),
        changing(s -> s.withMaxConnections(0), Settings::maxConnections, 0),
        changing(s -> s.withDropMaxConnections(true), Settings::dropMaxConnections, true),
        changing(s -> s.withHeld(true), Settings::held, true),
        changing(
            s -> s.withDisconnectGrace(Duration.ZERO), Settings::disconnectGrace, Duration.ZERO),
        changing(
            s -> s.withThreadGrace(Settings.NO_LIMIT), Settings::threadGrace, Settings.NO_LIMIT));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aCopyDiffersInWhatWasChanged(
      UnaryOperator<Settings> change, Function<Settings, Object> accessor, Object value) {
    Settings changed = change.apply(DEFAULTS);

    assertThat(accessor.apply(changed)).isEqualTo(value);
    assertThat(changed)
        .isNotEqualTo(DEFAULTS)
        .isEqualTo(change.apply(DEFAULTS))
        .hasSameHashCodeAs(change.apply(DEFAULTS));
    assertThat(DEFAULTS).isEqualTo(defaults());
  }

  @Test
  void eachChangeKeepsTheOthers() {
    Settings all = DEFAULTS;
    for (Arguments change : changes()) {
      @SuppressWarnings("unchecked") // of changing(...)
      UnaryOperator<Settings> operator = (UnaryOperator<Settings>) change.get()[0];
      all = operator.apply(all);
    }
    for (Arguments change : changes()) {
      @SuppressWarnings("unchecked") // of changing(...)
      Function<Settings, Object> accessor = (Function<Settings, Object>) change.get()[1];
      assertThat(accessor.apply(all)).isEqualTo(change.get()[2]);
    }
  }

  @Test
  void theTextNamesEverySetting() {
    assertThat(DEFAULTS.withExec("a.jar").withUid(7).toString())
        .startsWith("Settings{exec=a.jar, ")
        .contains("uid=7", "schedulingPolicy=ROUND_ROBIN", "disconnectGrace=PT30S");
  }

  @Test
  void listsAreCopied() {
    List<String> args = new ArrayList<>(List.of("a"));
    Settings settings = DEFAULTS.withArgs(args).withExecArgv(args);
    args.add("b");

    assertThat(settings.args()).containsExactly("a").isUnmodifiable();
    assertThat(settings.execArgv()).containsExactly("a").isUnmodifiable();
    assertThat(settings.withArgs(null).args()).isNull();
  }

  @Test
  void nothingToReadIsAnEmptyFile() {
    assertThat(DEFAULTS.withStdio(Redirect.DISCARD, Redirect.DISCARD, Redirect.PIPE).stdio())
        .containsExactly(Redirect.from(new File("/dev/null")), Redirect.DISCARD, Redirect.PIPE);
  }

  private static Arguments wrong(String name, Object value, UnaryOperator<Settings> change) {
    return Arguments.of(name, value, change);
  }

  private static List<Arguments> mistakes() {
    Redirect inherit = Redirect.INHERIT;
    Redirect readable = Redirect.from(new File("file"));
    Duration negative = Duration.ofNanos(-1);
    Duration tooLong = Duration.ofDays(3651);
    Duration nearlyForever = Duration.ofSeconds(Long.MAX_VALUE - 1);
    return List.of(
        wrong("maxMessageSize", 0, s -> s.withMaxMessageSize(0)),
        wrong("maxQueued", 0, s -> s.withMaxQueued(0)),
        wrong("maxConnections", -1, s -> s.withMaxConnections(-1)),
        wrong("disconnectGrace", negative, s -> s.withDisconnectGrace(negative)),
        wrong("threadGrace", negative, s -> s.withThreadGrace(negative)),
        wrong("uid", -1, s -> s.withUid(-1)),
        wrong("gid", -1, s -> s.withGid(-1)),
        wrong("maxMessageSize", Integer.MAX_VALUE, s -> s.withMaxMessageSize(Integer.MAX_VALUE)),
        wrong("maxQueued", Long.MAX_VALUE, s -> s.withMaxQueued(Long.MAX_VALUE)),
        wrong("disconnectGrace", tooLong, s -> s.withDisconnectGrace(tooLong)),
        wrong("threadGrace", nearlyForever, s -> s.withThreadGrace(nearlyForever)),
        wrong("stdio", FILE, s -> s.withStdio(FILE, inherit, inherit)),
        wrong("stdio", readable, s -> s.withStdio(inherit, readable, inherit)),
        wrong("stdio", readable, s -> s.withStdio(inherit, inherit, readable)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aValueThatMeansNothingIsRefusedByItsName(
      String name, Object value, UnaryOperator<Settings> change) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> change.apply(DEFAULTS))
        .withMessageContaining(name + " " + value);
  }
}
