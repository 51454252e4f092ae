package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A server that is measured.
 *
 * @param jar what is run
 * @param kind its first argument
 * @param keys a key store, which it wants for a second port that is not measured
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
