package dev.prefork.internal.primary;

import dev.prefork.internal.host.ServiceVariables;
import dev.prefork.internal.host.WorkerVariables;
import dev.prefork.internal.launch.LaunchSite;
import dev.prefork.internal.launch.WorkerCommand;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Starts workers' processes. */
final class Launcher {
  private Launcher() {}

  /**
   * Starts the process of a worker.
   *
   * @param rendezvous the socket on which the primary accepts the worker
   * @throws IOException if the working directory does not exist, a file of the standard streams
   *     cannot be opened, or the process cannot be started
   */
  static Process launch(WorkerHandle worker, ForkRequest request, Path rendezvous)
      throws IOException {
    LaunchSite site = site(request);
    Map<String, String> environment = environment(worker, request, site, rendezvous);
    WorkerCommand command =
        WorkerCommand.build(
            request.command(), site, request.jvm(), environment, worker.id(), worker.portNumber());
    environment.putAll(command.environment());
    ProcessBuilder builder = new ProcessBuilder(command.words());
    builder.directory(site.workerDirectory().toFile());
    builder.redirectInput(request.stdio().get(0));
    builder.redirectOutput(request.stdio().get(1));
    builder.redirectError(request.stdio().get(2));
    builder.environment().keySet().retainAll(environment.keySet());
    builder.environment().putAll(environment);
    return start(builder);
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      if (e.getCause() instanceof FileNotFoundException file) {
        throw new IOException("cannot open a file of the setting stdio: " + file.getMessage(), e);
      }
      throw e;
    }
  }

  private static LaunchSite site(ForkRequest request) throws NotDirectoryException {
    LaunchSite site = LaunchSite.ofThisProcess();
    Path wanted = request.directory();
    Path directory =
        wanted == null ? site.primaryDirectory() : site.primaryDirectory().resolve(wanted);
    if (!Files.isDirectory(directory)) {
      String source = wanted == null ? "the primary's working directory" : "the setting cwd";
      throw new NotDirectoryException(
          source + " is not an existing directory: " + directory + "; create it first");
    }
    return site.inDirectory(directory);
  }

  /** Replaces all inherited variables of Prefork: this primary may be a worker of another one. */
  private static Map<String, String> environment(
      WorkerHandle worker, ForkRequest request, LaunchSite site, Path rendezvous)
      throws IOException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeAll(ServiceVariables.ALL); // they are meant for this process only
    environment.remove(WorkerVariables.ENDS_WITH_PROGRAM);
    environment.put("PWD", plain(site.workerDirectory()).toString());
    environment.putAll(request.environment());
    environment.keySet().removeAll(WorkerVariables.ALL);
    environment.putAll(request.options().variables());
    environment.put(WorkerVariables.PRIMARY, Long.toString(ProcessHandle.current().pid()));
    environment.put(WorkerVariables.RENDEZVOUS, rendezvous.toString());
    environment.put(WorkerVariables.TOKEN, HexFormat.of().formatHex(worker.token()));
    environment.put(WorkerVariables.ID, Integer.toString(worker.id()));
    return environment;
  }

  /** {@return the directory without dots} Programs ignore a PWD variable that contains them. */
  private static Path plain(Path directory) throws IOException {
    return directory.equals(directory.normalize()) ? directory : directory.toRealPath();
  }
}
