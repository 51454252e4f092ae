package dev.prefork.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerCommandTest {
  private static final Path HERE = Path.of("/here");
  private static final LaunchSite SITE =
      new LaunchSite(Path.of("/jdk"), Path.of("/lib/prefork.jar"), false, HERE, HERE);
  private static final LaunchSite NAMED =
      new LaunchSite(Path.of("/jdk"), Path.of("/lib/prefork.jar"), true, HERE, HERE);

  private static final JvmSettings NO_SETTINGS = settings(List.of());

  private static final String BOOT = "-Xbootclasspath/a:/lib/prefork.jar ";

  private static final String OURS =
      BOOT
          + "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
          + " --add-opens=java.base/java.net=ALL-UNNAMED --add-opens=java.base/sun.net=ALL-UNNAMED"
          + " --add-opens=java.base/sun.net.sdp=ALL-UNNAMED"
          + " --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED"
          + " --add-opens=java.base/sun.security.jca=ALL-UNNAMED"
          + " --add-opens=java.base/jdk.internal.access=ALL-UNNAMED"
          + " --add-opens=java.base/jdk.internal.foreign.abi=ALL-UNNAMED"
          + " --add-opens=java.base/jdk.internal.loader=ALL-UNNAMED"
          + " --enable-native-access=ALL-UNNAMED"
          + " -Djava.nio.channels.spi.SelectorProvider=dev.prefork.internal.nio.PreforkSelectorProvider"
          + " -Djava.nio.channels.spi.AsynchronousChannelProvider"
          + "=dev.prefork.internal.nio.PreforkAsynchronousChannelProvider"
          + " -Dio.netty.transport.noNative=true"
          + " -Dio.grpc.netty.shaded.io.netty.transport.noNative=true";

  private static final FileSystemView OUTSIDE =
      new FileSystemView() {
        @Override
        public JarManifest manifest(Path jar) {
          return jar.endsWith("plain.jar")
              ? new JarManifest(null, List.of(), List.of(), false, false)
              : new JarManifest("a/Main", List.of("x/p"), List.of("x/q"), true, true);
        }

        @Override
        public boolean isDirectory(Path path) {
          return path.equals(Path.of("/there/dumps"));
        }

        @Override
        public Optional<String> mainClass(String module, String path, Path directory) {
          return path.equals("mods") ? Optional.of("m.Main") : Optional.empty();
        }
      };

  private static JvmSettings settings(List<String> arguments) {
    return new JvmSettings(arguments, null);
  }

  private static JavaCommand command(String classPath, String... words) {
    return new CommandLineParser(Arrays.asList(words), null).parse(classPath);
  }

  private static String worker(JavaCommand command, LaunchSite site) {
    return String.join(
        " ", WorkerCommand.build(command, site, NO_SETTINGS, Map.of(), 1, 1, OUTSIDE).words());
  }

  @Test
  void aMainClassIsCalledByOurs() {
    assertThat(worker(command("lib/a.jar:classes", "-Xmx1g", "a.Main", "x"), SITE))
        .isEqualTo(
            "/jdk/bin/java -Xmx1g "
                + OURS
                + " -cp lib/a.jar:classes dev.prefork.internal.worker.Bootstrap"
                + " class a.Main x");
  }

  @Test
  void aMainClassMayBeWrittenWithSlashes() {
    assertThat(worker(command("x", "a/b/Main"), SITE)).endsWith(" class a.b.Main");
  }

  @Test
  void theClassPathIsTheApplicationsOwn() {
    assertThat(worker(command("a.jar:/lib/./prefork.jar:b.jar", "Main"), SITE))
        .contains(" -cp a.jar:/lib/./prefork.jar:b.jar ");
    assertThat(worker(command("a.jar", "Main"), SITE)).contains(" -cp a.jar ");
  }

  @Test
  void theCompilerOfASourceFileFindsTheLibrary() {
    assertThat(worker(command("a.jar", "App.java"), SITE)).contains(" -cp a.jar:/lib/prefork.jar ");
    assertThat(worker(command("../lib/prefork.jar:a.jar", "App.java"), SITE))
        .contains(" -cp ../lib/prefork.jar:a.jar ");
  }

  @Test
  void anEmptyClassPathIsTheCurrentDirectory() {
    assertThat(worker(command("", "Main"), SITE)).contains(" -cp . ");
    assertThat(worker(command("a.jar:", "Main"), SITE)).contains(" -cp a.jar: ");
  }

  @Test
  void aJarsManifestIsSaidInOptions() {
    assertThat(worker(command("app.jar", "-jar", "app.jar", "x"), SITE))
        .isEqualTo(
            "/jdk/bin/java --add-exports=x/p=ALL-UNNAMED --add-opens=x/q=ALL-UNNAMED"
                + " --enable-native-access=ALL-UNNAMED -Ddev.prefork.jar=app.jar"
                + " -Ddev.prefork.jar.agent=true"
                + " --add-opens=java.instrument/sun.instrument=ALL-UNNAMED "
                + OURS.replace(" --enable-native-access=ALL-UNNAMED", "")
                + " -cp app.jar dev.prefork.internal.worker.Bootstrap class a.Main x");
  }

  @Test
  void aJarWithoutMainClassIsRefused() {
    assertThatThrownBy(() -> worker(command("", "-jar", "plain.jar"), SITE))
        .isInstanceOf(CannotLaunchException.class)
        .hasMessageContaining("plain.jar has no Main-Class");
  }

  @Test
  void aModuleIsAddedAndItsMainPackageOpened() {
    assertThat(worker(command("", "-p", "mods", "-m", "m/a.b.Main", "x"), SITE))
        .isEqualTo(
            "/jdk/bin/java -p mods --add-modules=m --add-opens=m/a.b=ALL-UNNAMED "
                + OURS
                + " -cp /lib/prefork.jar dev.prefork.internal.worker.Bootstrap module m/a.b.Main"
                + " x");
  }

  @Test
  void aModulesMainClassComesFromItsDescriptor() {
    assertThat(worker(command("", "-p", "mods", "-m", "m"), SITE)).endsWith(" module m/m.Main");
    assertThatThrownBy(() -> worker(command("", "-p", "other", "-m", "m"), SITE))
        .isInstanceOf(CannotLaunchException.class)
        .hasMessageContaining("module m (module path 'other') declares no main class");
  }

  @Test
  void asANamedModuleTheLibraryIsTheMainModule() {
    assertThat(worker(command("", "-p", "mods", "-m", "m/a.Main"), NAMED))
        .isEqualTo(
            "/jdk/bin/java -p mods --add-modules=m --add-opens=m/a=dev.prefork "
                + OURS.replace(BOOT, "").replace("ALL-UNNAMED", "dev.prefork")
                + " -m dev.prefork/dev.prefork.internal.worker.Bootstrap module m/a.Main");
  }

  @Test
  void asANamedModuleTheLibraryKeepsTheModulesOfAClassPathProgram() {
    assertThat(worker(command("x", "-p", "mods", "--add-modules", "dev.prefork", "Main"), NAMED))
        .contains(" --add-modules=ALL-DEFAULT ")
        .endsWith(" -cp x -m dev.prefork/dev.prefork.internal.worker.Bootstrap class Main");
  }

  @Test
  void aSourceFileIsGivenToTheSourceLauncher() {
    assertThat(worker(command("lib.jar", "--source", "25", "--enable-preview", "App", "x"), SITE))
        .isEqualTo(
            "/jdk/bin/java --enable-preview --add-modules=ALL-DEFAULT"
                + " -Dsun.java.launcher.mode=source -Djdk.internal.javac.source=25"
                + " --add-opens=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED "
                + OURS
                + " -cp lib.jar:/lib/prefork.jar dev.prefork.internal.worker.Bootstrap source App"
                + " x");
  }

  @Test
  void whatTheUserGaveAlreadyIsNotGivenTwice() {
    String worker =
        worker(
            command(
                "x",
                "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "Main"),
            SITE);

    assertThat(worker).containsOnlyOnce("java.base/sun.nio.ch").containsOnlyOnce("native-access");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dio.netty.transport.noNative",
        "-Dio.netty.transport.noNative=false",
        "-Dio.grpc.netty.shaded.io.netty.transport.noNative=false"
      })
  void whetherNettyIsNativeTheUserMayDecideAnywhere(String option) {
    String other =
        option.contains("grpc")
            ? "-Dio.netty.transport.noNative=true"
            : "-Dio.grpc.netty.shaded.io.netty.transport.noNative=true";
    String property = option.replace("=false", "");
    JavaCommand plain = command("x", "Main");

    assertThat(worker(command("x", option, "Main"), SITE))
        .contains(" " + option + " ", " " + other + " ")
        .doesNotContain(property + "=true");
    assertThat(
            WorkerCommand.build(plain, SITE, settings(List.of(option)), Map.of(), 1, 1, OUTSIDE)
                .words())
        .contains(option, other)
        .doesNotContain(property + "=true");
    assertThat(
            WorkerCommand.build(
                    plain, SITE, NO_SETTINGS, Map.of("JDK_JAVA_OPTIONS", option), 1, 1, OUTSIDE)
                .words())
        .contains(other)
        .doesNotContain(property + "=true");
  }

  @Test
  void optionsOfTheSettingsComeAfterThePrimarysAndUnchanged() {
    List<String> jvm = List.of("-XX:AOTCache=worker.aot", "--add-opens", "a/b=c");
    List<String> words =
        WorkerCommand.build(
                command("x", "-Xmx1g", "Main"), SITE, settings(jvm), Map.of(), 1, 1, OUTSIDE)
            .words();

    assertThat(words).startsWith("/jdk/bin/java", "-Xmx1g", jvm.get(0), jvm.get(1), jvm.get(2));
  }

  @Test
  void portsAndFilesInOptionsOfTheSettingsAreTheWorkersOwn() {
    List<String> jvm = List.of("-agentlib:jdwp=server=y,address=6000", "-Xlog:gc:gc.log");
    JavaCommand command = command("x", "Main");

    assertThat(WorkerCommand.build(command, SITE, settings(jvm), Map.of(), 2, 2, OUTSIDE).words())
        .contains("-agentlib:jdwp=server=y,address=6002", "-Xlog:gc:gc-worker2.log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-agentlib:jdwp=server=y,address=6000   | -agentlib:jdwp=server=y,address=7000",
        "-agentlib:jdwp=address=*:0,server=y    | -agentlib:jdwp=address=*:7000,server=y",
        "-Xrunjdwp:server=y,address=[::1]:6000  | -Xrunjdwp:server=y,address=[::1]:7000",
        "-agentlib:jdwp=address=6000,server=y   | -agentlib:jdwp=address=7000,server=y",
        "-agentlib:jdwp=server=y                | -agentlib:jdwp=server=y,address=7000",
        "-agentlib:jdwp=server=n,address=h:6000 | -agentlib:jdwp=server=n,address=h:6002",
        "-Dx=address=6000                       | -Dx=address=6000",
      })
  void theDebugPortOfTheSettingsIsTakenAsItIs(String given, String taken) {
    JvmSettings jvm = new JvmSettings(List.of(given), 7000);

    assertThat(
            WorkerCommand.build(command("x", "Main"), SITE, jvm, Map.of(), 2, 2, OUTSIDE).words())
        .contains(taken);
  }

  @Test
  void aWorkerIsDebuggedThatHasADebuggerListen() {
    String listening = "-agentlib:jdwp=server=y,address=6000";
    JavaCommand plain = command("x", "Main");

    assertThat(WorkerCommand.listensForDebugger(plain, NO_SETTINGS, Map.of())).isFalse();
    assertThat(
            WorkerCommand.listensForDebugger(
                plain, settings(List.of("-agentlib:jdwp=server=n,address=h:1")), Map.of()))
        .isFalse();
    assertThat(
            WorkerCommand.listensForDebugger(
                command("x", listening, "Main"), NO_SETTINGS, Map.of()))
        .isTrue();
    assertThat(WorkerCommand.listensForDebugger(plain, settings(List.of(listening)), Map.of()))
        .isTrue();
    assertThat(
            WorkerCommand.listensForDebugger(
                plain, NO_SETTINGS, Map.of("JDK_JAVA_OPTIONS", listening)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-cp x", "--class-path=x", "-jar a.jar", "-m a", "--source 25", "Main"})
  void optionsOfTheSettingsMayNotNameAProgram(String words) {
    List<String> jvm = List.of(words.split(" "));
    JavaCommand command = command("x", "Main");

    assertThatThrownBy(
            () -> WorkerCommand.build(command, SITE, settings(jvm), Map.of(), 1, 1, OUTSIDE))
        .isInstanceOf(CannotLaunchException.class)
        .hasMessageContaining("in the JVM options of the settings");
  }

  @Test
  void pathsAreAbsoluteWhereTheWorkerRunsElsewhere() {
    LaunchSite site = SITE.inDirectory(Path.of("/there"));

    assertThat(worker(command("a.jar:/b.jar:", "-p", "mods", "Main"), site))
        .contains(" -p /here/mods ", " -cp /here/a.jar:/b.jar:/here ");
    assertThat(worker(command("app.jar", "-jar", "app.jar"), site))
        .contains(" -Ddev.prefork.jar=/here/app.jar ", " -cp /here/app.jar ");
    assertThat(worker(command(".", "App.java"), site)).endsWith(" source /here/App.java");
    assertThat(worker(command("x", "-XX:HeapDumpPath=dumps", "Main"), site))
        .contains(" -XX:HeapDumpPath=dumps ");
  }

  @Test
  void aPathThatBeginsWithAtIsNoArgumentFile() {
    assertThat(worker(command("x", "-p", "@mods", "Main", "@y"), SITE))
        .startsWith("/jdk/bin/java --disable-@files -p @mods ");
    assertThat(worker(command("x", "Main", "@y"), SITE)).doesNotContain("--disable-@files");
  }

  @Test
  void portsInTheEnvironmentAreCountedWithThoseOfTheCommandLine() {
    var environment = Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y,address=7001", "A", "b");
    var command = command("x", "-Dcom.sun.management.jmxremote.port=7000", "Main");

    var worker = WorkerCommand.build(command, SITE, NO_SETTINGS, environment, 1, 1, OUTSIDE);

    assertThat(worker.words()).contains("-Dcom.sun.management.jmxremote.port=7002");
    assertThat(worker.environment())
        .isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y,address=7003"));
  }
}
