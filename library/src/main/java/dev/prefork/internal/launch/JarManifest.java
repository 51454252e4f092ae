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
 * The manifest attributes that the launcher applies for {@code -jar app.jar}. A worker starts
 * without {@code -jar}, so its command line has to contain them as options.
 *
 * @param mainClass null if the manifest has none
 * @param exports packages for {@code --add-exports}, as {@code module/package}
 * @param opens packages for {@code --add-opens}, as {@code module/package}
 * @param nativeAccess true if the manifest allows native access
 * @param agent true if the jar contains an agent ({@code Launcher-Agent-Class})
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
          "cannot read the manifest of " + jar + " (" + e + "); check that the jar still exists",
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
   * Returns only packages that exist: the launcher ignores others in a manifest, but warns about
   * them in an option.
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
