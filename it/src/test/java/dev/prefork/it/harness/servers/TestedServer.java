package dev.prefork.it.harness.servers;

import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The servers that are tested, each as its users start it: {@code java -jar}. */
public enum TestedServer {
  JDK_HTTP_SERVER("JDK `HttpServer`", "jdk", Dialect.HTTP, "http PORT TLSPORT KEYS"),
  JDK_HTTP_SERVER_VIRTUAL(
      "JDK `HttpServer`, virtual threads", "jdk", Dialect.HTTP, "http-virtual PORT TLSPORT KEYS"),
  TOMCAT("Tomcat 11, NIO", "tomcat", Dialect.HTTP, "HTTP/1.1 PORT TLSPORT KEYS"),
  TOMCAT_NIO2(
      "Tomcat 11, NIO2",
      "tomcat",
      Dialect.HTTP,
      "org.apache.coyote.http11.Http11Nio2Protocol PORT TLSPORT KEYS"),
  JETTY("Jetty 12.1", "jetty", Dialect.HTTP, "PORT TLSPORT KEYS"),
  UNDERTOW("Undertow 2.4", "undertow", Dialect.HTTP, "PORT TLSPORT KEYS"),
  NETTY_NIO("Netty 4.2, NIO", "netty", Dialect.HTTP, "nio PORT TLSPORT KEYS"),
  NETTY_WITH_EPOLL(
      "Netty 4.2, epoll on the class path", "netty", Dialect.HTTP, "best PORT TLSPORT KEYS"),
  NETTY_EPOLL(
      "Netty 4.2, epoll by `prefork-netty`", "netty-epoll", Dialect.HTTP, "PORT TLSPORT KEYS"),
  HELIDON("Helidon 4 SE", "helidon", Dialect.HTTP, "PORT TLSPORT KEYS"),
  SPRING_BOOT_TOMCAT(
      "Spring Boot 4 with Tomcat", "boot-tomcat", Dialect.HTTP, TestedServer.SPRING_BOOT),
  SPRING_BOOT_JETTY(
      "Spring Boot 4 with Jetty", "boot-jetty", Dialect.HTTP, TestedServer.SPRING_BOOT),
  VERTX("Vert.x 5", "vertx", Dialect.HTTP, "PORT TLSPORT KEYS"),
  JAVALIN("Javalin 7", "javalin", Dialect.HTTP, "PORT TLSPORT KEYS"),
  GRPC("gRPC-java, `grpc-netty-shaded`", "grpc", Dialect.GRPC, "PORT TLSPORT KEYS"),
  SERVER_SOCKET(
      "`ServerSocket`, a thread for each connection", "jdk", Dialect.ECHO, "threads PORT"),
  SERVER_SOCKET_VIRTUAL(
      "`ServerSocket`, a virtual thread for each connection",
      "jdk",
      Dialect.ECHO,
      "virtual-threads PORT"),
  SELECTOR_LOOP("`ServerSocketChannel` and `Selector`", "jdk", Dialect.ECHO, "selector PORT"),
  ASYNCHRONOUS("`AsynchronousServerSocketChannel`", "jdk", Dialect.ECHO, "asynchronous PORT"),
  DATAGRAM_CHANNEL("`DatagramChannel`", "jdk", Dialect.DATAGRAM, "datagram-channel PORT"),
  DATAGRAM_SOCKET("`DatagramSocket`", "jdk", Dialect.DATAGRAM, "datagram-socket PORT");

  private static final String SPRING_BOOT =
      "--plain.port=PORT --server.port=TLSPORT --server.ssl.key-store=KEYS"
          + " --server.ssl.key-store-password=changeit";

  private final String title;
  private final String module;
  private final Dialect dialect;
  private final String arguments;

  TestedServer(String title, String module, Dialect dialect, String arguments) {
    this.title = title;
    this.module = module;
    this.dialect = dialect;
    this.arguments = arguments;
  }

  /** As the documentation calls it. */
  public String title() {
    return title;
  }

  /** How its clients talk. */
  public Dialect dialect() {
    return dialect;
  }

  /** True if it offers TLS on a second port. */
  public boolean isSecure() {
    return arguments.contains("TLSPORT");
  }

  /** True if a client has a connection, that one worker serves. */
  public boolean hasConnections() {
    return dialect != Dialect.DATAGRAM;
  }

  /** After how many requests it closes a connection, with an announcement; 0 if it does not. */
  public int requestsPerConnection() {
    return this == TOMCAT || this == TOMCAT_NIO2 || this == SPRING_BOOT_TOMCAT ? 100 : 0;
  }

  /** What the JVM has to be told, if anything. */
  String jvmOption() {
    return this == NETTY_EPOLL ? " -Dio.netty.transport.noNative=false" : "";
  }

  /** What {@code java -jar} starts. */
  public Path jar() {
    Path jar =
        Path.of(
            System.getProperty("prefork.root"),
            "servers/%s/target/prefork-server-%s-%s.jar"
                .formatted(module, module, System.getProperty("prefork.version")));
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar + " is not there: build the modules under servers/ too, with mvn package");
    }
    return jar;
  }

  /** Its arguments, with these ports. */
  public List<String> arguments(int port, int securePort) {
    return Arrays.stream(arguments.split(" "))
        .map(
            word ->
                word.replace("TLSPORT", String.valueOf(securePort))
                    .replace("PORT", String.valueOf(port))
                    .replace("KEYS", TestKeys.FILE.toString()))
        .toList();
  }

  /** Connects from this machine. */
  public Talk begin(int port) throws IOException {
    return dialect.begin(InetAddress.getLoopbackAddress(), port, false);
  }

  /** Has the workers of a program of ours run it where they are told to run a server. */
  public Start inWorkersOf(Start program, int port, int securePort) {
    if (!jvmOption().isEmpty()) {
      program.option(jvmOption().strip());
    }
    program.option("-Dio.netty.machineId=02:00:00:00:00:01"); // else it warns without a network
    return program.variable("SERVER", jar() + " " + String.join(" ", arguments(port, securePort)));
  }

  @Override
  public String toString() {
    return title;
  }
}
