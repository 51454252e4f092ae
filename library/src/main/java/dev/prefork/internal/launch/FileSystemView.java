package dev.prefork.internal.launch;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a worker's command line depends on and only the file system knows; a table in tests. */
interface FileSystemView {
  /** The file system itself. */
  FileSystemView REAL = new FileSystemView() {};

  default JarManifest manifest(Path jar) {
    return JarManifest.read(jar);
  }

  default boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  /**
   * The main class in a module's descriptor.
   *
   * @param directory against which the elements of the module path are meant
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
