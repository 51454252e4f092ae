package dev.prefork.internal.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * A program in the form that a worker's command line needs. The launcher runs the library's main
 * class, so the effects of {@code -jar}, {@code -m} and source files are expressed as options.
 *
 * @param options the options that replace the launcher's mode
 * @param classPath the class path of the application
 * @param kind {@code class}, {@code module} or {@code source}: how the worker finds the main method
 * @param name the class, the module and class, or the file
 */
record WorkerProgram(List<JvmOption> options, String classPath, String kind, String name) {
  private static final String SOURCE = "source";
  private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher";

  static WorkerProgram of(JavaCommand command, LaunchSite site, FileSystemView fileSystem) {
    return switch (command.program()) {
      case Program.MainClass(String name) -> mainClass(name, command, site);
      case Program.Jar(String path) -> jar(path, site, fileSystem);
      case Program.ModuleMain module -> module(module, command, site, fileSystem);
      case Program.SourceFile source -> source(source, command, site);
    };
  }

  boolean isSource() {
    return kind.equals(SOURCE);
  }

  private static WorkerProgram mainClass(String name, JavaCommand command, LaunchSite site) {
    return new WorkerProgram(
        allModules(site), classPath(command, site), "class", name.replace('/', '.'));
  }

  private static WorkerProgram jar(String path, LaunchSite site, FileSystemView fileSystem) {
    JarManifest manifest = fileSystem.manifest(site.primaryDirectory().resolve(path));
    String main = manifest.mainClass();
    if (main == null) {
      throw new CannotLaunchException(
          path + " has no Main-Class in its manifest; set exec to the main class");
    }
    String jar = site.paths().file(path);
    List<JvmOption> options = new ArrayList<>(allModules(site));
    manifest.exports().forEach(p -> options.add(JvmOption.of("--add-exports", p + "=ALL-UNNAMED")));
    manifest.opens().forEach(p -> options.add(JvmOption.of("--add-opens", p + "=ALL-UNNAMED")));
    if (manifest.nativeAccess()) {
      options.add(JvmOption.of("--enable-native-access", "ALL-UNNAMED"));
    }
    options.add(JvmOption.of("-Ddev.prefork.jar=" + jar));
    if (manifest.agent()) {
      options.add(JvmOption.of("-Ddev.prefork.jar.agent=true"));
      options.add(
          JvmOption.of("--add-opens", "java.instrument/sun.instrument=" + site.moduleName()));
    }
    return new WorkerProgram(options, jar, "class", main.replace('/', '.'));
  }

  private static WorkerProgram module(
      Program.ModuleMain program, JavaCommand command, LaunchSite site, FileSystemView fileSystem) {
    String module = program.module();
    String main = program.mainClass();
    if (main == null) {
      main = mainClass(module, command, site, fileSystem);
    }
    List<JvmOption> options = new ArrayList<>();
    options.add(JvmOption.of("--add-modules", module));
    int dot = main.lastIndexOf('.');
    if (dot > 0) {
      String opened = module + "/" + main.substring(0, dot) + "=" + site.moduleName();
      options.add(JvmOption.of("--add-opens", opened));
    }
    String classPath = command.classPath().isEmpty() ? "" : classPath(command, site);
    return new WorkerProgram(options, classPath, "module", module + "/" + main);
  }

  private static String mainClass(
      String module, JavaCommand command, LaunchSite site, FileSystemView fileSystem) {
    String path = modulePath(command.options());
    return fileSystem
        .mainClass(module, path, site.primaryDirectory())
        .orElseThrow(() -> noMainClass(module, path));
  }

  private static String modulePath(List<JvmOption> options) {
    String path = "";
    for (JvmOption option : options) {
      if (LauncherOptions.setsModulePath(option.name()) && option.value() != null) {
        path = option.value();
      }
    }
    return path;
  }

  private static CannotLaunchException noMainClass(String module, String path) {
    return new CannotLaunchException(
        "module "
            + module
            + " (module path '"
            + path
            + "') declares no main class; set exec to "
            + module
            + "/<class>");
  }

  private static WorkerProgram source(
      Program.SourceFile program, JavaCommand command, LaunchSite site) {
    List<JvmOption> options = new ArrayList<>();
    // The launcher itself sets all of these for a source file, except --add-opens.
    options.add(JvmOption.of("--add-modules", "ALL-DEFAULT"));
    options.add(JvmOption.of("-Dsun.java.launcher.mode=source"));
    if (program.release() != null) {
      options.add(JvmOption.of("-Djdk.internal.javac.source=" + program.release()));
    }
    options.add(JvmOption.of("--add-opens", SOURCE_LAUNCHER + "=" + site.moduleName()));
    String file = site.paths().file(program.path());
    return new WorkerProgram(options, classPath(command, site), SOURCE, file);
  }

  /** With the library as main module, the JDK would resolve only the modules it requires. */
  private static List<JvmOption> allModules(LaunchSite site) {
    return site.named() ? List.of(JvmOption.of("--add-modules", "ALL-DEFAULT")) : List.of();
  }

  /** Makes the empty class path explicit: the launcher takes it as the current directory. */
  private static String classPath(JavaCommand command, LaunchSite site) {
    String classPath = command.classPath().isEmpty() ? "." : command.classPath();
    return site.paths().list(classPath);
  }
}
