package dev.prefork.internal.launch;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher reads in the manifest of {@code -jar app.jar}. A worker's JVM is not started
 * with {@code -jar}, so the rest of the command line has to say it.
 *
 * @param mainClass null if there is none
 * @param exports packages for {@code --add-exports}, as {@code module/package}
 * @param opens packages for {@code --add-opens}, as {@code module/package}
 * @param nativeAccess true if the application may call native code
 * @param agent true if the jar holds an agent that starts with it ({@code Launcher-Agent-Class})
 */
record JarManifest(
    @Nullable String mainClass,
    List<String> exports,
    List<String> opens,
    boolean nativeAccess,
    boolean agent) {

  static JarManifest read(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return of(manifest == null ? new Attributes() : manifest.getMainAttributes());
    } catch (IOException e) {
      throw new CannotLaunchException(
          "reading the manifest of " + jar + " failed (" + e + "); is the jar still where it was?",
          e);
    }
  }

  private static JarManifest of(Attributes attributes) {
    String main = attributes.getValue("Main-Class");
    return new JarManifest(
        main == null ? null : main.trim(),
        packages(attributes.getValue("Add-Exports")),
        packages(attributes.getValue("Add-Opens")),
        attributes.getValue("Enable-Native-Access") != null,
        attributes.getValue("Launcher-Agent-Class") != null);
  }

  /**
   * The packages that exist: the launcher says nothing about others, but would warn of them in an
   * option.
   */
  private static List<String> packages(@Nullable String value) {
    return value == null
        ? List.of()
        : Arrays.stream(value.trim().split(" +")).filter(JarManifest::exists).toList();
  }

  private static boolean exists(String moduleAndPackage) {
    String[] parts = moduleAndPackage.split("/", -1);
    return parts.length == 2
        && ModuleFinder.ofSystem()
            .find(parts[0])
            .filter(module -> module.descriptor().packages().contains(parts[1]))
            .isPresent();
  }
}
