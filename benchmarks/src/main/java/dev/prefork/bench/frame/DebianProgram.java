package dev.prefork.bench.frame;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of the machine's own distribution, if that is Debian or one of its kind, unpacked into
 * a directory: nothing is installed, and no service is started.
 *
 * @param name of the program and of its package
 * @param needed packages that it needs besides and that are seldom there
 */
record DebianProgram(String name, List<String> needed) {

  static DebianProgram of(String name) {
    return new DebianProgram(
        name,
        switch (name) {
          case "wrk" -> List.of("libluajit-5.1-2");
          case "gunicorn" ->
              List.of("python3-gunicorn", "python3-packaging", "python3-pkg-resources");
          default -> List.of();
        });
  }

  /** Fetches it if it is not there, and says what is to be run. */
  Path unpack(Path directory) throws IOException, InterruptedException {
    Path program = directory.resolve(name);
    if (Files.isExecutable(program)) {
      return program;
    }
    Files.createDirectories(directory);
    fetch(directory, name);
    for (String other : needed) {
      try {
        fetch(directory, other);
      } catch (MissingTool e) {
        // an older or newer distribution has no package of that name, and may not need it
      }
    }
    Path binary =
        Stream.of("usr/bin", "usr/sbin")
            .map(folder -> directory.resolve(folder).resolve(name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new MissingTool("its package has no " + name));
    Files.writeString(program, script(directory, binary));
    if (!program.toFile().setExecutable(true)) {
      throw new MissingTool(program + " cannot be made executable");
    }
    return program;
  }

  private static void fetch(Path directory, String packageName)
      throws IOException, InterruptedException {
    run(directory, List.of("apt-get", "download", "-q", packageName));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".deb")).toList()) {
        run(directory, List.of("dpkg-deb", "-x", file.toString(), directory.toString()));
        Files.delete(file);
      }
    }
  }

  private static void run(Path directory, List<String> words)
      throws IOException, InterruptedException {
    File output = directory.resolve("output.txt").toFile();
    int code =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start()
            .waitFor();
    if (code != 0) {
      String said = Files.readString(output.toPath(), StandardCharsets.UTF_8).strip();
      throw new MissingTool(String.join(" ", words) + " failed: " + said.replace('\n', ' '));
    }
  }

  /** Finds what came with it before what the machine has. */
  private static String script(Path directory, Path binary) {
    return """
    #!/bin/sh
    lib='%1$s/usr/lib'
    LD_LIBRARY_PATH=$(echo "$lib"/*-linux-gnu)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    PYTHONPATH=$lib/python3/dist-packages${PYTHONPATH:+:$PYTHONPATH}
    export LD_LIBRARY_PATH PYTHONPATH
    exec '%2$s' "$@"
    """
        .formatted(directory, binary);
  }
}
