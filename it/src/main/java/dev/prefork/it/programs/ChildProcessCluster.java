package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster whose worker starts two processes: a JVM that uses Prefork, and a copy of the worker
 * with the same command line and environment.
 */
public final class ChildProcessCluster {
  private static final String COPY = "CHILD_PROCESS_COPY";

  private ChildProcessCluster() {}

  /** Runs the primary, the worker, or one of the two processes. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    if (arguments.has("child")) {
      IO.println("child primary=" + Cluster.isPrimary() + " worker=" + Cluster.worker());
    } else if (System.getenv(COPY) != null) {
      serveAsCopy(arguments.number("port"));
    } else if (Cluster.isPrimary()) {
      new ScriptedPrimary(arguments).start();
    } else {
      serveAndStartProcesses(arguments.number("port"));
    }
  }

  private static void serveAndStartProcesses(int port) throws IOException, InterruptedException {
    ChannelServer.start(port);
    String java = ownCommandLine().getFirst();
    String classPath = System.getProperty("java.class.path");
    Process child =
        new ProcessBuilder(java, "-cp", classPath, ChildProcessCluster.class.getName(), "child")
            .inheritIO()
            .start();
    IO.println("child ended " + child.waitFor());

    ProcessBuilder copyBuilder = new ProcessBuilder(ownCommandLine()).inheritIO();
    copyBuilder.environment().put(COPY, "yes");
    Process copy = copyBuilder.start();
    IO.println("copy started " + copy.pid());
    IO.println("copy ended " + copy.waitFor());
  }

  private static List<String> ownCommandLine() throws IOException {
    String words = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
    return List.of(words.substring(0, words.length() - 1).split("\0", -1));
  }

  private static void serveAsCopy(int port) {
    try {
      ChannelServer.start(port);
      IO.println("copy serves");
    } catch (IOException e) {
      IO.println("copy is refused " + e);
    }
  }
}
