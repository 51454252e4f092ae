package dev.prefork.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker runs the program as the plain launcher did. */
class LaunchTest {
  private static final String[] ODD = {
    "",
    " ",
    "two words",
    "\"quoted\"",
    "it's",
    "@file",
    "@@x",
    "*",
    "-cp",
    "--",
    "$HOME",
    "ü",
    "a\tb"
  };

  @TempDir Path folder;
  private Launches launches;

  @BeforeEach
  void compile() {
    launches = new Launches(folder);
    compile("Report", "", "", folder);
  }

  private static void compile(String name, String header, String extra, Path into, String... more) {
    JavaSources.compile(into, name, source(name, header, extra), more);
  }

  private static String source(String name, String header, String extra) {
    return header
        + "public class "
        + name
        + " { public static void main(String[] args) throws Exception {"
        + Launches.REPORT
        + extra
        + "} }";
  }

  private static String[] with(String[] end, String... start) {
    return Stream.concat(Stream.of(start), Stream.of(end)).toArray(String[]::new);
  }

  private static void assertSame(Launches.Both both) {
    assertThat(both.plain().err()).isEmpty();
    assertThat(both.plainOut()).isNotEmpty();
    assertThat(both.worker().err()).isEmpty();
    assertThat(both.workerOut()).isEqualTo(both.plainOut());
    assertThat(both.worker().exit()).isEqualTo(both.plain().exit());
  }

  private void jar(String name, String manifest, String main) {
    Path file = JavaSources.write(folder, "manifest", manifest);
    String jar = folder.resolve(name).toString();
    JavaSources.jar("cfm", jar, file.toString(), "-C", folder.toString(), main + ".class");
  }

  @Test
  void argumentsOfAMainClassReachTheWorkerUnchanged() throws Exception {
    assertSame(launches.run(with(ODD, "-cp", folder.toString(), "Report")));
  }

  @Test
  void argumentsOfAJarReachTheWorkerUnchanged() throws Exception {
    jar("app.jar", "Main-Class: Report\n", "Report");
    assertSame(launches.run(with(ODD, "-jar", "app.jar")));
  }

  /** All that it prints is the same, java.class.path included. */
  @Test
  void theClassPathIsTheProgramsOwn() throws Exception {
    jar("app.jar", "Main-Class: Report\n", "Report");
    for (String program : List.of("-jar app.jar", "-cp app.jar:none.jar Report")) {
      Launches.Both both = launches.run(program.split(" "));
      assertThat(both.plain().out()).contains("#app.jar");
      assertThat(both.worker().out()).isEqualTo(both.plain().out());
    }
  }

  @Test
  void argumentsOfAModuleReachTheWorkerUnchanged() throws Exception {
    module("");
    assertSame(launches.run(with(ODD, "-p", "mods", "-m", "shop/shop.inside.Report")));
  }

  @Test
  void argumentsOfASourceFileReachTheWorkerUnchanged() throws Exception {
    JavaSources.write(folder, "App.java", source("App", "", ""));
    assertSame(launches.run(with(ODD, "App.java")));
  }

  @Test
  void theClassPathOfTheEnvironmentIsFollowed() throws Exception {
    JavaSources.write(folder.resolve("elsewhere"), "x", "");
    assertSame(launches.run(Map.of("CLASSPATH", folder.toString()), "Report"));
    assertSame(launches.run("Report"));
  }

  @Test
  void wildcardsOfTheClassPathAreExpandedOnce() throws Exception {
    Files.createDirectories(folder.resolve("lib"));
    jar("lib/report.jar", "X: y\n", "Report");
    Files.delete(folder.resolve("Report.class"));
    assertSame(launches.run("-cp", "lib/*", "Report", "x"));
  }

  @Test
  void argumentFilesAreExpanded() throws Exception {
    JavaSources.write(folder, "jvm", "-Dx='a b' # why\n-cp \"" + folder + "\"");
    JavaSources.write(folder, "app", "Report 'two words' \"\" @jvm\n");
    assertSame(launches.run("@jvm", "@app", "@app"));
  }

  @Test
  void optionsOfTheEnvironmentAreInheritedAndNotRepeated() throws Exception {
    String options = "-cp " + folder + " -Dx=1";
    var both = launches.run(Map.of("JDK_JAVA_OPTIONS", options), "Report", "a");

    assertThat(both.workerOut()).isEqualTo(both.plainOut()).contains("argument |a|");
    assertThat(both.worker().err())
        .isEqualTo("NOTE: Picked up JDK_JAVA_OPTIONS: " + options + "\n");
  }

  @Test
  void aReleaseInTheEnvironmentDoesNotMakeASourceOfOurMainClass() throws Exception {
    JavaSources.write(folder, "script", source("Script", "", ""));
    var both = launches.run(Map.of("JDK_JAVA_OPTIONS", "--source 25"), "script", "a");

    assertThat(both.workerOut()).isEqualTo(both.plainOut()).contains("argument |a|");
  }

  @Test
  void aDebugPortOfTheEnvironmentDoesNotStopAWorker() throws Exception {
    try (var taken = new ServerSocket(0)) {
      String port = "address=" + taken.getLocalPort() + ",server=y,suspend=n";
      var command =
          JavaCommand.parse(
              new JvmInvocation(List.of(Jvm.JAVA, "Report"), Jvm.JAVA, folder.toString(), null),
              file -> "");
      var site = new LaunchSite(Jvm.HOME, launches.prefork(), false, folder, folder);
      var environment = Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket," + port);

      var worker =
          WorkerCommand.build(command, site, new JvmSettings(List.of(), null), environment, 1, 1);

      assertThat(Jvm.run(folder, worker.environment(), worker.words()).exit()).isZero();
    }
  }

  @Test
  void aJarsManifestOpensPackages() throws Exception {
    String deep =
        "Class.forName(\"sun.nio.cs.UTF_8\").getField(\"INSTANCE\").get(null);"
            + "var f = String.class.getDeclaredField(\"value\"); f.setAccessible(true);";
    compile("Deep", "", deep, folder);
    jar(
        "deep.jar",
        """
        Main-Class: Deep
        Add-Exports: java.base/sun.nio.cs no.such/x java.base/no.such
        Add-Opens: java.base/java.lang
        """,
        "Deep");
    assertSame(launches.run("-jar", "deep.jar", "x"));
  }

  @Test
  void aJarsOwnAgentIsLoadedBeforeItsMain() throws Exception {
    JavaSources.compile(
        folder,
        "Agent",
        """
        public class Agent {
          public static void agentmain(String args, java.lang.instrument.Instrumentation tools) {
            System.out.println("agent " + args + " " + tools.isRetransformClassesSupported());
          }
          public static void main(String[] args) { System.out.println("main"); }
        }
        """);
    jar("agent.jar", "Main-Class: Agent\nLauncher-Agent-Class: Agent\n", "Agent");

    var both = launches.run("-jar", "agent.jar");

    assertThat(both.plainOut()).hasSize(2);
    assertSame(both);
  }

  private void module(String requires) {
    Path classes = folder.resolve("mods/shop");
    Path sources = folder.resolve("module-sources");
    JavaSources.write(sources, "module-info.java", "module shop { " + requires + " }");
    JavaSources.write(sources, "Report.java", source("Report", "package shop.inside; ", ""));
    JavaSources.javac(
        "-d",
        classes.toString(),
        "-p",
        launches.prefork().toString(),
        sources.resolve("module-info.java").toString(),
        sources.resolve("Report.java").toString());
  }

  private void moduleJar() {
    String classes = folder.resolve("mods/shop").toString();
    JavaSources.jar(
        "--create",
        "--file=" + folder.resolve("shop.jar"),
        "--main-class=shop.inside.Report",
        "-C",
        classes,
        ".");
  }

  @Test
  void aModulesDescriptorNamesItsMainClass() throws Exception {
    module("");
    moduleJar();

    var both = launches.run("--module-path=shop.jar", "--module=shop", "x");

    assertThat(both.plainOut()).contains("command shop x");
    assertThat(both.workerOut())
        .contains("command shop/shop.inside.Report x", "argument |x|", "thread main");
  }

  @Test
  void aModuleThatRequiresTheLibraryRunsBesideItAsAModule() throws Exception {
    module("requires dev.prefork;");
    assertSame(
        launches.named().run("-p", "mods:prefork.jar", "-m", "shop/shop.inside.Report", "a b"));
  }

  @Test
  void aClassPathProgramRunsWithTheLibraryAsAModule() throws Exception {
    compile("Sql", "", "Class.forName(\"java.sql.Driver\");", folder);
    assertSame(
        launches
            .named()
            .run("-p", "prefork.jar", "--add-modules", "dev.prefork", "-cp", "" + folder, "Sql"));
  }

  @Test
  void aSourceFileRunsWithTheLibraryAsAModule() throws Exception {
    JavaSources.write(folder, "App.java", source("App", "", ""));
    assertSame(
        launches.named().run("-p", "prefork.jar", "--add-modules", "dev.prefork", "App.java"));
  }

  @Test
  void aSourceFileSeesItsClassPathAndTheFilesBesideIt() throws Exception {
    Path library = Files.createDirectories(folder.resolve("lib"));
    compile("Lib", "package lib; ", "", library);
    Path sources = folder.resolve("src");
    JavaSources.write(
        sources,
        "app/App.java",
        "package app; public class App { public static void main(String[] args) throws Exception {"
            + "lib.Lib.main(args); Beside.main(args); } }");
    JavaSources.write(sources, "app/Beside.java", source("Beside", "package app; ", ""));

    assertSame(launches.run("-cp", "lib", "src/app/App.java", "x"));
  }

  @Test
  void aCompactSourceFileRuns() throws Exception {
    JavaSources.write(
        folder,
        "Compact.java",
        "void main(String[] args) throws Exception {" + Launches.REPORT + "}");

    assertSame(launches.run("Compact.java", "x y"));
  }

  @Test
  void aScriptWithAShebangLineRuns() throws Exception {
    JavaSources.write(folder, "script", "#!/usr/bin/java --source 25\n" + source("App", "", ""));

    assertSame(launches.run("--source 25", "script", "x y"));
    assertSame(launches.run("--source=25", "script"));
  }

  @Test
  void aSourceFileWithPreviewFeaturesRuns() throws Exception {
    JavaSources.write(folder, "App.java", source("App", "", ""));

    assertSame(launches.run("--enable-preview", "App.java", "x"));
  }

  @Test
  void aModularSourceProgramRuns() throws Exception {
    Path sources = folder.resolve("src");
    JavaSources.write(sources, "module-info.java", "module shop { }");
    JavaSources.write(sources, "shop/App.java", source("App", "package shop; ", ""));

    assertSame(launches.run("src/shop/App.java", "x"));
  }

  @Test
  void aSourceFileThatDoesNotCompileSaysSo() throws Exception {
    JavaSources.write(folder, "App.java", "void main() { oops }");

    var both = launches.run("App.java");

    assertThat(both.worker().err()).isEqualTo(both.plain().err()).contains("App.java:1: error");
    assertThat(both.worker().exit()).isEqualTo(both.plain().exit()).isEqualTo(1);
  }

  @Test
  void aCommandLineAboveFourKilobytesIsReadWhole() throws Exception {
    String main =
        "import dev.prefork.internal.launch.*; public class Long { public static void main(String[]"
            + " a) { System.out.print(JavaCommand.ofThisProcess().arguments().getFirst().length() +"
            + " \"\" + JavaCommand.ofThisProcess().program() +"
            + " JavaCommand.ofThisProcess().options()); } }";
    String classes = LaunchSite.ofThisProcess().prefork().toString();
    JavaSources.write(folder, "Long.java", main);
    JavaSources.javac("-cp", classes, "-d", "" + folder, "" + folder.resolve("Long.java"));

    var jvm =
        Jvm.run(
            folder,
            Map.of(),
            List.of(Jvm.JAVA, "-Xmx64m", "-cp", folder + ":" + classes, "Long", "x".repeat(9000)));

    assertThat(jvm.err()).isEmpty();
    assertThat(jvm.out()).startsWith("9000MainClass[name=Long]").contains("-Xmx64m");
  }
}
