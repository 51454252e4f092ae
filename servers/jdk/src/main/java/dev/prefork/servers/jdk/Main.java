package dev.prefork.servers.jdk;

/** One of the servers below: {@code java -jar server.jar KIND PORT ...}. */
final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "http" -> Web.serve(port, Integer.parseInt(args[2]), args[3], false);
      case "http-virtual" -> Web.serve(port, Integer.parseInt(args[2]), args[3], true);
      case "threads" -> Blocking.serve(port, Thread.ofPlatform());
      case "virtual-threads" -> Blocking.serve(port, Thread.ofVirtual());
      case "asynchronous" -> Asynchronous.serve(port);
      case "selector" -> Selecting.serve(port);
      case "datagram-channel" -> Datagrams.serveChannel(port);
      case "datagram-socket" -> Datagrams.serveSocket(port);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }
}
