package dev.prefork.cli.run;

import dev.prefork.Settings;
import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.ConfigurationException;
import dev.prefork.cli.config.Keys;
import dev.prefork.internal.host.WorkingDirectory;
import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The program of the workers, in one of the forms that the {@code java} launcher knows. */
public sealed interface ProgramSpec {
  /** {@return a file name without extension, or a class name without package} */
  String shortName();

  /**
   * Checks that the program can be started.
   *
   * @throws ConfigurationException if not, with the reason and a remedy
   */
  void check();

  /** {@return the settings with this program} */
  Settings applyTo(Settings settings);

  /**
   * Returns another version of the program.
   *
   * @param file a .jar or a .java file
   * @throws ConfigurationException if the present program is not a file
   */
  default ProgramSpec inPlace(String file) {
    throw new ConfigurationException(
        "--app is not possible for "
            + shortName()
            + " on a class path or module path: replace the files there, and reload without --app");
  }

  /**
   * {@code app.jar} or {@code Server.java}.
   *
   * @param given the path as the user has written it
   */
  record OfFile(String given) implements ProgramSpec {
    @Override
    public String shortName() {
      String name = Path.of(path()).getFileName().toString();
      return name.substring(0, name.lastIndexOf('.'));
    }

    @Override
    public void check() {
      if (!isJar() && !given.endsWith(".java")) {
        throw new ConfigurationException(
            "invalid program '"
                + given
                + "': expected a .jar or .java file, or a main class with -cp");
      }
      Path path = Path.of(path());
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        throw new ConfigurationException(
            "program '" + path + "' not found or not readable: check the path");
      }
      if (isJar()) {
        checkManifest();
      }
    }

    @Override
    public ProgramSpec inPlace(String file) {
      return new OfFile(file);
    }

    private String path() {
      return WorkingDirectory.resolve(given);
    }

    private boolean isJar() {
      return given.endsWith(".jar");
    }

    private void checkManifest() {
      try (JarFile jar = new JarFile(path())) {
        Manifest manifest = jar.getManifest();
        if (manifest == null || manifest.getMainAttributes().getValue("Main-Class") == null) {
          throw new ConfigurationException(
              ("no Main-Class in the manifest of '%s': run it with -cp %s and the name of a"
                      + " main class")
                  .formatted(path(), path()));
        }
      } catch (IOException e) {
        throw new ConfigurationException(
            "opening '%s' as a jar failed (%s): check the file".formatted(path(), e.getMessage()));
      }
    }

    @Override
    public Settings applyTo(Settings settings) {
      return settings.withExec(path()).withClassPath("");
    }
  }

  /** {@code -cp PATH Main}. */
  record OfClass(String name, String classPath) implements ProgramSpec {
    @Override
    public String shortName() {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public void check() {
      String entry = name.replace('.', '/') + ".class";
      if (Stream.of(classPath.split(File.pathSeparator)).noneMatch(part -> holds(part, entry))) {
        throw new ConfigurationException(
            "class '" + name + "' not found on the class path '" + classPath + "': check -cp");
      }
    }

    private static boolean holds(String part, String entry) {
      Path path = Path.of(part);
      if (path.endsWith("*")) {
        return jars(path.resolveSibling("")).anyMatch(jar -> jarHolds(jar, entry));
      }
      return Files.isDirectory(path)
          ? Files.isReadable(path.resolve(entry))
          : jarHolds(path.toFile(), entry);
    }

    private static Stream<File> jars(Path directory) {
      File[] jars = directory.toFile().listFiles((_, name) -> name.endsWith(".jar"));
      return jars == null ? Stream.of() : Stream.of(jars);
    }

    private static boolean jarHolds(File file, String entry) {
      try (JarFile jar = new JarFile(file)) {
        return jar.getEntry(entry) != null;
      } catch (IOException e) {
        return false; // the launcher ignores it, too
      }
    }

    @Override
    public Settings applyTo(Settings settings) {
      return settings.withExec(name).withClassPath(classPath);
    }
  }

  /** {@code -p PATH -m module/Main}. */
  record OfModule(String name, Optional<String> modulePath, String classPath)
      implements ProgramSpec {
    @Override
    public String shortName() {
      return name.substring(0, Math.max(0, name.indexOf('/')));
    }

    @Override
    public void check() {
      if (name.indexOf('/') < 1) {
        throw new ConfigurationException(
            "invalid program '" + name + "': with -m, expected module/package.Class");
      }
      try {
        if (finder().find(shortName()).isEmpty() && system().find(shortName()).isEmpty()) {
          throw new ConfigurationException(
              "module '%s' not found on the module path '%s': check -p"
                  .formatted(shortName(), modulePath.orElse("")));
        }
      } catch (FindException e) {
        throw new ConfigurationException("reading the module path failed: " + e.getMessage());
      }
    }

    private ModuleFinder finder() {
      return ModuleFinder.of(
          modulePath.stream()
              .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
              .map(Path::of)
              .toArray(Path[]::new));
    }

    private static ModuleFinder system() {
      return ModuleFinder.ofSystem();
    }

    @Override
    public Settings applyTo(Settings settings) {
      List<String> options =
          new ArrayList<>(Optional.ofNullable(settings.execArgv()).orElse(List.of()));
      modulePath.ifPresent(path -> options.addAll(List.of("--module-path", path)));
      return settings.withExec(name).withClassPath(classPath).withExecArgv(options);
    }
  }

  /**
   * {@return the program of a configuration, with absolute paths}
   *
   * @throws ConfigurationException if the configuration has no program
   */
  static ProgramSpec of(Configuration configuration) {
    String name =
        configuration
            .given(Keys.PROGRAM)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "no program to run: name a .jar or .java file, or set program in"
                            + " prefork.yaml"));
    Optional<String> classPath =
        configuration.given(Keys.CLASS_PATH).map(WorkingDirectory::resolveAll);
    if (configuration.value(Keys.MODULE)) {
      Optional<String> modulePath =
          configuration.given(Keys.MODULE_PATH).map(WorkingDirectory::resolveAll);
      return new OfModule(name, modulePath, classPath.orElse(""));
    }
    return classPath.isPresent() ? new OfClass(name, classPath.get()) : new OfFile(name);
  }
}
