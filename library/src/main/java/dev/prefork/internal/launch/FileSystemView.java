package dev.prefork.internal.launch;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The file system queries that a worker's command line depends on. Tests replace them. */
interface FileSystemView {
  /** Queries the real file system. */
  FileSystemView REAL = new FileSystemView() {};

  default JarManifest manifest(Path jar) {
    return JarManifest.read(jar);
  }

  default boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  /**
   * Returns the main class that a module's descriptor names.
   *
   * @param directory the directory against which the module path is resolved
   */
  default Optional<String> mainClass(String module, String modulePath, Path directory) {
    Path[] path =
        Arrays.stream(modulePath.split(File.pathSeparator))
            .filter(element -> !element.isEmpty())
            .map(directory::resolve)
            .toArray(Path[]::new);
    return ModuleFinder.compose(ModuleFinder.ofSystem(), ModuleFinder.of(path))
        .find(module)
        .map(ModuleReference::descriptor)
        .flatMap(ModuleDescriptor::mainClass);
  }
}
