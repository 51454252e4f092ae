package dev.prefork.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.prefork.internal.launch.Program.Jar;
import dev.prefork.internal.launch.Program.MainClass;
import dev.prefork.internal.launch.Program.ModuleMain;
import dev.prefork.internal.launch.Program.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaCommandTest {

  private static JavaCommand parse(String... words) {
    return parse(Map.of(), words);
  }

  private static JavaCommand parse(Map<String, String> files, String... words) {
    List<String> all = Stream.concat(Stream.of("/jdk/bin/java"), Stream.of(words)).toList();
    return JavaCommand.parse(new JvmInvocation(all, "/jdk/bin/java", "cp", null), files::get);
  }

  private static List<String> words(JavaCommand command) {
    return command.options().stream().flatMap(option -> option.words().stream()).toList();
  }

  static Stream<Arguments> programs() {
    return Stream.of(
        arguments("Main", new MainClass("Main")),
        arguments("-cp x a.b.Main", new MainClass("a.b.Main")),
        arguments("-classpath x Main", new MainClass("Main")),
        arguments("--class-path x Main", new MainClass("Main")),
        arguments("--class-path=x Main", new MainClass("Main")),
        arguments("-jar app.jar", new Jar("app.jar")),
        arguments("-jar -Xmx1g app.jar", new Jar("app.jar")),
        arguments("-jar x.java", new Jar("x.java")),
        arguments("-p mods -m m/a.Main", new ModuleMain("m", "a.Main")),
        arguments("--module-path mods --module m", new ModuleMain("m", null)),
        arguments("--module-path=mods --module=m/a.Main", new ModuleMain("m", "a.Main")),
        arguments("Main.java", new SourceFile("Main.java", null)),
        arguments("-cp lib Main.java", new SourceFile("Main.java", null)),
        arguments("--source 25 script", new SourceFile("script", "25")),
        arguments("--source=25 script", new SourceFile("script", "25")),
        arguments("--source 25 --enable-preview Main.java", new SourceFile("Main.java", "25")));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theProgramIsWhatTheLauncherWouldRun(String words, Program program) {
    JavaCommand command = parse((words + " -cp @a b.java").split(" "));

    assertThat(command.program()).isEqualTo(program);
    assertThat(command.arguments()).containsExactly("-cp", "@a", "b.java");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-p mods",
        "--module-path mods",
        "--module-path=mods",
        "--upgrade-module-path x",
        "--add-modules a,b",
        "--add-modules=a",
        "--limit-modules a",
        "--add-exports a/b=c",
        "--add-opens a/b=c",
        "--add-reads a=b",
        "--patch-module a=b",
        "--enable-native-access a",
        "--enable-native-access=a --enable-native-access b",
        "--illegal-native-access=deny",
        "--enable-preview",
        "-Xmx1g -XX:+UseSerialGC -Dkey=value -ea:x... -server -verbose:gc",
        "-XX:Flags=x -XX:VMOptionsFile=y",
        "-javaagent:a.jar=x",
      })
  void jvmOptionsAreKeptInTheirOrder(String words) {
    JavaCommand command = parse((words + " Main").split(" "));

    assertThat(words(command)).containsExactly(words.split(" "));
    assertThat(command.program()).isEqualTo(new MainClass("Main"));
  }

  @Test
  void aValueInItsOwnWordStaysWithItsOption() {
    assertThat(parse("--add-opens", "a/b=c", "-ea", "Main").options())
        .containsExactly(new JvmOption("--add-opens", "a/b=c", true), JvmOption.of("-ea"));
  }

  @Test
  void theClassPathIsWhatTheJvmSays() {
    JavaCommand command = parse("-cp", "lib/*", "-Djava.class.path=other", "Main");

    assertThat(command.classPath()).isEqualTo("cp");
    assertThat(command.options()).isEmpty();
  }

  @Test
  void applicationArgumentsStayExactlyAsGiven() {
    String[] odd = {"", " ", "a b", "\"q\"", "'", "@file", "@@x", "-jar", "--", "*", "ü\n"};
    String[] words = Stream.concat(Stream.of("Main"), Stream.of(odd)).toArray(String[]::new);

    assertThat(parse(words).arguments()).containsExactly(odd);
  }

  @Test
  void argumentFilesAreExpandedUpToTheMainClass() {
    Map<String, String> files =
        Map.of("jvm", "-Xmx1g -Dx='a b'\n-cp", "cp", "x:y", "app", "Main p");

    JavaCommand command = parse(files, "@jvm", "@cp", "@app", "@jvm");

    assertThat(words(command)).containsExactly("-Xmx1g", "-Dx=a b");
    assertThat(command.program()).isEqualTo(new MainClass("Main"));
    assertThat(command.arguments()).containsExactly("p", "@jvm");
  }

  @Test
  void theJarMayStandInAnArgumentFile() {
    JavaCommand command = parse(Map.of("jar", "app.jar x"), "-jar", "@jar", "@y");

    assertThat(command.program()).isEqualTo(new Jar("app.jar"));
    assertThat(command.arguments()).containsExactly("x", "@y");
  }

  @Test
  void aDoubledAtSignIsNoArgumentFile() {
    assertThat(words(parse("-p", "@@mods", "Main"))).containsExactly("-p", "@mods");
  }

  @Test
  void argumentFilesCanBeSwitchedOff() {
    JavaCommand command = parse("--disable-@files", "-p", "@mods", "Main");

    assertThat(words(command)).containsExactly("-p", "@mods");
  }

  @Test
  void aShebangLineIsOneWordForTheKernelAndSeveralForTheLauncher() {
    JavaCommand command = parse("--source 25 -Xmx1g", "script", "a b");

    assertThat(words(command)).containsExactly("-Xmx1g");
    assertThat(command.program()).isEqualTo(new SourceFile("script", "25"));
    assertThat(command.arguments()).containsExactly("a b");
  }

  @Test
  void aReleaseFromTheEnvironmentMakesAnyFileASource() {
    var launched = new JvmInvocation(List.of("java", "script"), "/jdk/bin/java", "", "25");

    assertThat(JavaCommand.parse(launched, file -> "").program())
        .isEqualTo(new SourceFile("script", "25"));
  }

  @Test
  void aPackagedApplicationIsToldToNameItsProgram() {
    var launched = new JvmInvocation(List.of("shop", "-v"), "/opt/shop/bin/shop", "shop.jar", null);

    assertThatThrownBy(() -> JavaCommand.parse(launched, file -> ""))
        .isInstanceOf(CannotLaunchException.class)
        .hasMessageStartingWith(
            "cannot launch a worker: this JVM was started by /opt/shop/bin/shop")
        .hasMessageEndingWith("set exec in the settings");
  }

  @Test
  void aJavaThatCallsItselfOtherwiseIsStillJava() {
    var launched = new JvmInvocation(List.of("shop", "Main"), "/jdk/bin/java", "x", null);

    assertThat(JavaCommand.parse(launched, file -> "").program()).isEqualTo(new MainClass("Main"));
  }

  @Test
  void aCommandLineWithoutProgramIsToldToNameIt() {
    assertThatThrownBy(() -> parse("-Xmx1g"))
        .isInstanceOf(CannotLaunchException.class)
        .hasMessageContaining("names no main class, jar or source file");
  }

  @Test
  void theArgumentVectorKeepsEmptyArguments() {
    assertThat(JvmInvocation.split("java\0-cp\0\0Main\0\0"))
        .containsExactly("java", "-cp", "", "Main", "");
    assertThat(JvmInvocation.split("")).isEmpty();
  }

  @Test
  void thisVeryProcessIsUnderstood() {
    assertThat(JavaCommand.ofThisProcess().classPath())
        .isEqualTo(System.getProperty("java.class.path"));
  }
}
