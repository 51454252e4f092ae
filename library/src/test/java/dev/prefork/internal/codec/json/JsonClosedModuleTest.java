package dev.prefork.internal.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonClosedModuleTest {

  @TempDir Path directory;

  @Test
  void aRecordInAPackageThatIsNotOpenIsRefusedWithTheRemedy() throws Exception {
    Class<?> job = compile("module app {}", "record Job(int id) {}");
    assertThatThrownBy(() -> Json.convert(Map.of("id", 1), job))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot use the record at $: module app does not open the package of app.Job; add"
                + " \"opens app to dev.prefork;\" to its descriptor");
  }

  @Test
  void aHiddenRecordInAnOpenPackageWorks() throws Exception {
    Class<?> job = compile("module app { opens app; }", "record Job(int id) {}");
    assertThat(Json.convert(Map.of("id", 1), job)).hasToString("Job[id=1]");
  }

  @Test
  void aPublicRecordInAnExportedPackageWorks() throws Exception {
    Class<?> job = compile("module app { exports app; }", "public record Job(int id) {}");
    Object made = Json.convert(Map.of("id", 1), job);
    assertThat(Json.encode(made)).asString().isEqualTo("{\"id\":1}");
  }

  private Class<?> compile(String module, String job) throws Exception {
    Path sources = Files.createDirectories(directory.resolve("sources/app"));
    Path info = write(sources.resolve("../module-info.java"), module);
    Path type = write(sources.resolve("Job.java"), "package app; " + job);
    String target = directory.resolve("classes").toString();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", target, info.toString(), type.toString());
    assertThat(status).isZero();
    return load(Path.of(target));
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file.normalize(), text);
  }

  private static Class<?> load(Path classes) throws ClassNotFoundException {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("app"));
    ClassLoader parent = JsonClosedModuleTest.class.getClassLoader();
    return boot.defineModulesWithOneLoader(configuration, parent)
        .findLoader("app")
        .loadClass("app.Job");
  }
}
