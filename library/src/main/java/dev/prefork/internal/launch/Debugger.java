package dev.prefork.internal.launch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The option with which a JVM can be debugged: who waits for whom, and where. */
final class Debugger {
  /** Compiled when there are options to look at. */
  private static final class Patterns {
    static final Pattern OPTION =
        Pattern.compile("(-agentlib:jdwp=|-agentpath:.*libjdwp\\.so=|-Xrunjdwp:).*");

    static final Pattern PORT = Pattern.compile("(?<=[=,:]address=)([^,]*:)?[^,:]*");
  }

  private Debugger() {}

  /** The debugger may come when it likes. */
  static boolean listens(JvmOption option) {
    return isDebugOption(option) && option.name().contains("server=y");
  }

  /** The JVM connects to a debugger, as IDEs have it, and that takes no second one. */
  static boolean connects(JvmOption option) {
    return isDebugOption(option) && !option.name().contains("server=y");
  }

  private static boolean isDebugOption(JvmOption option) {
    return Patterns.OPTION.matcher(option.name()).matches();
  }

  /** The same option with another port. */
  static JvmOption withPort(int port, JvmOption option) {
    Matcher address = Patterns.PORT.matcher(option.name());
    if (!address.find()) {
      return JvmOption.of(option.name() + ",address=" + port);
    }
    String host = address.group(1) == null ? "" : address.group(1);
    return JvmOption.of(address.replaceFirst(Matcher.quoteReplacement(host + port)));
  }
}
