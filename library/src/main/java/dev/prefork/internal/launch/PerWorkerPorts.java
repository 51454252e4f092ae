package dev.prefork.internal.launch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each worker its own debug and JMX ports, because a JVM whose port is taken does not start:
 * 5005 on the primary's command line is 5006 in the first worker and 5007 in the second. Ports that
 * stand close together, as 7000 and 7001 do, move in larger steps, so that one worker's first is
 * never another's second.
 */
final class PerWorkerPorts {
  /** Compiled when there are options to look at. */
  private static final class Patterns {
    static final Pattern PORT =
        Pattern.compile(
            "(?<before>"
                + "(?:-agentlib:jdwp=|-agentpath:.*libjdwp\\.so=|-Xrunjdwp:)(?:.*,)?address=(?:[^,]*:)?"
                + "|-Dcom\\.sun\\.management\\.jmxremote\\.(?:rmi\\.)?port="
                + ")(?<port>[0-9]{1,5})(?<after>,.*)?");
  }

  private static final int MAX_PORT = 65_535;
  private static final int MIN_PORT = 1024;

  /** How far apart two workers may be for their ports to be kept apart. */
  private static final int MAX_WORKERS = 64;

  private final int offset;
  private final @Nullable Integer debugPort;

  /**
   * The ports of one worker.
   *
   * @param all every option that may name a port: they must not meet each other
   * @param worker which of the workers that live at once it is, from 1
   * @param debugPort the port of its debugger, if that is not to be counted
   */
  PerWorkerPorts(List<JvmOption> all, int worker, @Nullable Integer debugPort) {
    this.debugPort = debugPort;
    this.offset = all.isEmpty() ? worker : worker * step(ports(all));
  }

  private static int[] ports(List<JvmOption> all) {
    return all.stream().mapToInt(PerWorkerPorts::port).filter(p -> p > 0).toArray();
  }

  JvmOption apply(JvmOption option) {
    if (debugPort != null && Debugger.listens(option)) {
      return Debugger.withPort(debugPort, option);
    }
    Matcher matcher = Patterns.PORT.matcher(singleWord(option));
    if (!matcher.matches() || port(matcher) == 0) {
      return option;
    }
    String after = matcher.group("after");
    return JvmOption.of(
        matcher.group("before") + shifted(port(matcher)) + (after == null ? "" : after));
  }

  private int shifted(int port) {
    int shifted = port + offset;
    return shifted <= MAX_PORT
        ? shifted
        : MIN_PORT + (shifted - MAX_PORT - 1) % (MAX_PORT - MIN_PORT + 1);
  }

  private static int step(int[] ports) {
    return IntStream.iterate(1, s -> s + 1)
        .filter(s -> avoidsConflicts(ports, s))
        .findFirst()
        .orElse(1);
  }

  private static boolean avoidsConflicts(int[] ports, int step) {
    return IntStream.of(ports)
        .noneMatch(a -> IntStream.of(ports).anyMatch(b -> conflicts(Math.abs(a - b), step)));
  }

  private static boolean conflicts(int distance, int step) {
    return distance > 0 && distance % step == 0 && distance / step <= MAX_WORKERS;
  }

  private static int port(JvmOption option) {
    Matcher matcher = Patterns.PORT.matcher(singleWord(option));
    return matcher.matches() ? port(matcher) : 0;
  }

  private static int port(Matcher matcher) {
    return Integer.parseInt(matcher.group("port"));
  }

  private static String singleWord(JvmOption option) {
    return option.value() == null ? option.name() : "";
  }
}
