package dev.prefork.it.harness.load;

import dev.prefork.it.harness.servers.TestedServer;
import java.util.stream.Stream;

/**
 * How much load there is: little in the ordinary run, where the tests only have to work, and what
 * docs/reliability.md promises with {@code mvn verify -Pload}.
 */
public final class LoadProfile {
  private static final boolean FULL = "full".equals(System.getProperty("prefork.load"));

  private LoadProfile() {}

  /** One number in the full run, and another in the short one. */
  public static int of(int full, int brief) {
    return FULL ? full : brief;
  }

  /** True if numbers are to be reached that a busy machine may miss. */
  public static boolean isFull() {
    return FULL;
  }

  /** Clients at a time. */
  public static int clients() {
    return of(8, 4);
  }

  /** The servers of which something is promised, or some: {@code -Dprefork.servers='Tomcat.*'}. */
  public static Stream<TestedServer> servers() {
    return wanted(
        TestedServer.JDK_HTTP_SERVER_VIRTUAL,
        TestedServer.TOMCAT,
        TestedServer.JETTY,
        TestedServer.SPRING_BOOT_TOMCAT);
  }

  /** Those of whose established connections something is promised. */
  public static Stream<TestedServer> serversWithKeptConnections() {
    return Stream.concat(
        servers(), wanted(TestedServer.NETTY_NIO, TestedServer.UNDERTOW, TestedServer.HELIDON));
  }

  private static Stream<TestedServer> wanted(TestedServer... servers) {
    String wanted = System.getProperty("prefork.servers", FULL ? ".*" : "JDK.*");
    return Stream.of(servers).filter(server -> server.title().replace("`", "").matches(wanted));
  }

  /** Prints a line of the results. */
  public static void report(Object what, Object result) {
    System.out.println("load: " + what + ": " + result);
  }
}
