package dev.prefork.bench.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A server of the module {@code servers}.
 *
 * @param jar the jar to run
 * @param kind the first argument
 * @param keys the key store for a second port, which the server requires and no benchmark measures
 */
public record ServerProgram(Path jar, String kind, Path keys) {

  String mainClass() throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    }
  }

  List<String> arguments(int port) {
    List<String> arguments = new ArrayList<>();
    arguments.add(kind);
    arguments.addAll(List.of(Integer.toString(port), "0", keys.toString()));
    return arguments;
  }
}
