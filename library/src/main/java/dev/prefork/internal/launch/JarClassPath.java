package dev.prefork.internal.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The further jars that a jar's manifest names. */
public final class JarClassPath {
  private JarClassPath() {}

  /** Beside the jar, as the JVM looks for them. */
  public static List<Path> of(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String path =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return path == null || path.isBlank()
          ? List.of()
          : Stream.of(path.strip().split("\\s+", -1)).map(jar::resolveSibling).toList();
    }
  }
}
