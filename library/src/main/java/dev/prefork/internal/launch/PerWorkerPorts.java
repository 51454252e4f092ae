package dev.prefork.internal.launch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each worker its own debug and JMX ports, because a JVM whose port is taken does not start.
 * Port 5005 of the primary becomes 5006 in the first worker and 5007 in the second. If a command
 * line has several adjacent ports, such as 7000 and 7001, the step is larger, so that no two
 * workers use the same port.
 */
final class PerWorkerPorts {
  /** Compiled on first use. */
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

  /** The number of workers up to which ports do not conflict. */
  private static final int MAX_WORKERS = 64;

  private final int offset;
  private final @Nullable Integer debugPort;

  /**
   * Computes the ports of one worker.
   *
   * @param all every option that can contain a port
   * @param worker the worker's position among the running workers, from 1
   * @param debugPort the worker's debug port; null to derive it from the primary's
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
