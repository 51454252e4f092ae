package dev.prefork.cli;

import dev.prefork.Cluster;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code prefork run}: a cluster in the foreground. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    description = {
      "Runs a program in several workers that share its server ports, and forks a worker again when"
          + " it dies. Ctrl-C ends all of them.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:no worker came to listen on a port, or the program cannot be started",
      "2:the arguments make no sense",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prefork run app.jar                   one worker per processor",
      "  prefork run -w 4 app.jar --port 8080  four workers, each run as: java -jar app.jar --port"
          + " 8080",
      "  prefork run -w 2 Server.java          a source file",
      "  prefork run --ports 9010=exclude app.jar  port 9010 is each worker's own business"
    })
final class RunCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N|max",
      defaultValue = "max",
      converter = WorkerCount.class,
      description = "How many workers; max, the default, is one per processor.")
  private int workers;

  @Mixin private SchedulingOptions scheduling = new SchedulingOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "PROGRAM",
      description = "A .jar or a .java source file, and its arguments.")
  private List<String> programAndArguments = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    String program = programAndArguments.getFirst();
    check(program);
    List<String> arguments = programAndArguments.subList(1, programAndArguments.size());
    Cluster.setupPrimary(
        scheduling
            .apply(Cluster.settings())
            .withExec(program)
            .withClassPath("")
            .withArgs(arguments)
            .withExecArgv(List.of()));
    PrintWriter err = spec.commandLine().getErr();
    return new ForegroundCluster(workers, err).run();
  }

  private void check(String program) {
    if (!program.endsWith(".jar") && !program.endsWith(".java")) {
      throw mistake(
          "'" + program + "' is neither a .jar nor a .java file: name the program to run");
    }
    if (!Files.isReadable(Path.of(program))) {
      throw mistake("'" + program + "' is not there or not readable: check the path");
    }
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
