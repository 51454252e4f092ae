package dev.prefork.internal.launch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes the JDWP option of a JVM and changes its port. */
final class Debugger {
  /** Compiled on first use, because few command lines have a debugger. */
  private static final class Patterns {
    static final Pattern OPTION =
        Pattern.compile("(-agentlib:jdwp=|-agentpath:.*libjdwp\\.so=|-Xrunjdwp:).*");

    static final Pattern PORT = Pattern.compile("(?<=[=,:]address=)([^,]*:)?[^,:]*");
  }

  private Debugger() {}

  /** Returns true if the JVM listens for a debugger. */
  static boolean listens(JvmOption option) {
    return isDebugOption(option) && option.name().contains("server=y");
  }

  /** Returns true if the JVM connects to a debugger, such as an IDE, which accepts one JVM only. */
  static boolean connects(JvmOption option) {
    return isDebugOption(option) && !option.name().contains("server=y");
  }

  private static boolean isDebugOption(JvmOption option) {
    return Patterns.OPTION.matcher(option.name()).matches();
  }

  /** Returns the option with another port. */
  static JvmOption withPort(int port, JvmOption option) {
    Matcher address = Patterns.PORT.matcher(option.name());
    if (!address.find()) {
      return JvmOption.of(option.name() + ",address=" + port);
    }
    String host = address.group(1) == null ? "" : address.group(1);
    return JvmOption.of(address.replaceFirst(Matcher.quoteReplacement(host + port)));
  }
}
