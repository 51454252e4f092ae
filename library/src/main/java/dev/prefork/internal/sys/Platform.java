package dev.prefork.internal.sys;

/** Detects the platform. */
public final class Platform {
  private static final boolean SUPPORTED = isLinux() && is64Bit();

  private Platform() {}

  /**
   * Checks that Prefork supports this platform.
   *
   * @throws UnsupportedOperationException on other platforms than Linux on x86-64 or aarch64
   */
  public static void requireSupported() {
    if (!SUPPORTED) {
      throw new UnsupportedOperationException(
          "Prefork runs on Linux (x86-64 or aarch64); this is "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
  }

  /** Returns true on x86-64, where {@code struct epoll_event} is packed. */
  static boolean isX86() {
    return "amd64".equals(System.getProperty("os.arch"));
  }

  private static boolean isLinux() {
    return "Linux".equals(System.getProperty("os.name"));
  }

  private static boolean is64Bit() {
    return isX86() || "aarch64".equals(System.getProperty("os.arch"));
  }
}
