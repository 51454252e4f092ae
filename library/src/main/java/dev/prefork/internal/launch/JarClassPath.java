package dev.prefork.internal.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Reads the Class-Path attribute of a jar's manifest. */
public final class JarClassPath {
  private JarClassPath() {}

  /** Returns the paths in the attribute, resolved against the jar's directory as the JVM does. */
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
