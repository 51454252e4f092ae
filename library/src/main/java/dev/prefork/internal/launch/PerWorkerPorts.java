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

  private static final int HIGHEST = 65_535;
  private static final int LOWEST = 1024;

  /** How far apart two workers may be for their ports to be kept apart. */
  private static final int WORKERS = 64;

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
    if (debugPort != null && Debugger.isAwaited(option)) {
      return Debugger.at(debugPort, option);
    }
    Matcher matcher = Patterns.PORT.matcher(whole(option));
    if (!matcher.matches() || port(matcher) == 0) {
      return option;
    }
    String after = matcher.group("after");
    return JvmOption.of(
        matcher.group("before") + moved(port(matcher)) + (after == null ? "" : after));
  }

  private int moved(int port) {
    int moved = port + offset;
    return moved <= HIGHEST ? moved : LOWEST + (moved - HIGHEST - 1) % (HIGHEST - LOWEST + 1);
  }

  private static int step(int[] ports) {
    return IntStream.iterate(1, s -> s + 1).filter(s -> keepsApart(ports, s)).findFirst().orElse(1);
  }

  private static boolean keepsApart(int[] ports, int step) {
    return IntStream.of(ports)
        .noneMatch(a -> IntStream.of(ports).anyMatch(b -> conflict(Math.abs(a - b), step)));
  }

  private static boolean conflict(int distance, int step) {
    return distance > 0 && distance % step == 0 && distance / step <= WORKERS;
  }

  private static int port(JvmOption option) {
    Matcher matcher = Patterns.PORT.matcher(whole(option));
    return matcher.matches() ? port(matcher) : 0;
  }

  private static int port(Matcher matcher) {
    return Integer.parseInt(matcher.group("port"));
  }

  private static String whole(JvmOption option) {
    return option.value() == null ? option.name() : "";
  }
}
