package dev.prefork.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerOptionsTest {
  private static final Path HERE = Path.of("/here");

  private static List<String> worker(int number, Path directory, String... words) {
    List<JvmOption> options = CommandLineParser.options(Arrays.asList(words));
    return rules(options, number, directory).apply(options).stream()
        .flatMap(option -> option.words().stream())
        .toList();
  }

  private static WorkerOptions rules(List<JvmOption> all, int number, Path directory) {
    var paths = new AbsolutePaths(HERE, directory);
    var files = new PerWorkerFiles(number, path -> path.endsWith("dir"));
    return new WorkerOptions(new PerWorkerPorts(all, number, null), files, paths);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseSerialGC",
        "-Xmx1g",
        "-Dx=5005",
        "-XX:AOTMode=off",
        "-Xshare:auto",
        "-javaagent:agent.jar=8080:x.yaml",
        "-agentlib:hprof",
        "-Xlog:gc",
        "-Xlog:gc:stdout:time",
        "-Xlog:gc::time",
        "-Xlog:async:stall",
        "-Xlog:disable",
        "-Xlog:gc*=info:file=gc-%p.log",
        "-XX:HeapDumpPath=/var/dir",
        "-XX:ErrorFile=/tmp/e%p.log",
        "-Xloggc:/dev/null",
        "-XX:StartFlightRecording",
        "-XX:StartFlightRecording=duration=1s",
        "-XX:StartFlightRecording:filename=/x/dir,duration=1s",
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n",
        "-agentlib:jdwp=transport=dt_socket,server=y,address=*:0",
        "-Dcom.sun.management.jmxremote.port=0",
        "-Dcom.sun.management.jmxremote.ssl=false",
      })
  void whatManyJvmsCanShareStays(String option) {
    assertThat(worker(3, HERE, option)).containsExactly(option);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:AOTCacheOutput=a.aot",
        "-XX:AOTCache=a.aot",
        "-XX:AOTMode=record",
        "-XX:AOTMode=create",
        "-XX:AOTMode=on",
        "-XX:AOTConfiguration=a.conf",
        "-XX:ArchiveClassesAtExit=a.jsa",
        "-XX:SharedArchiveFile=a.jsa",
        "-XX:+AutoCreateSharedArchive",
        "-XX:DumpLoadedClassList=x",
        "-splash:x.png",
        "-Djava.class.path=x",
        "-agentlib:jdwp=transport=dt_socket,address=127.0.0.1:4711,suspend=y,server=n",
        "-Xrunjdwp:transport=dt_socket,address=4711",
      })
  void whatOnlyOneJvmCanHaveIsDropped(String option) {
    assertThat(worker(1, HERE, option)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "1 -agentlib:jdwp=transport=dt_socket,server=y,address=5005,suspend=n"
            + " -agentlib:jdwp=transport=dt_socket,server=y,address=5006,suspend=n",
        "2 -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005"
            + " -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5007",
        "1 -agentlib:jdwp=address=[::1]:5005,server=y -agentlib:jdwp=address=[::1]:5006,server=y",
        "1 -Xrunjdwp:server=y,address=localhost:5005 -Xrunjdwp:server=y,address=localhost:5006",
        "1 -agentpath:/x/libjdwp.so=server=y,address=5005"
            + " -agentpath:/x/libjdwp.so=server=y,address=5006",
        "4 -Dcom.sun.management.jmxremote.port=7000 -Dcom.sun.management.jmxremote.port=7004",
        "4 -Dcom.sun.management.jmxremote.rmi.port=7000"
            + " -Dcom.sun.management.jmxremote.rmi.port=7004",
        "1 -Dcom.sun.management.jmxremote.port=65535 -Dcom.sun.management.jmxremote.port=1024",
      })
  void debugAndJmxPortsAreCountedUp(int number, String given, String expected) {
    assertThat(worker(number, HERE, given)).containsExactly(expected);
  }

  @Test
  void neighbouringPortsNeverMeet() {
    String[] given = {
      "-Dcom.sun.management.jmxremote.port=7000",
      "-Dcom.sun.management.jmxremote.rmi.port=7001",
      "-agentlib:jdwp=server=y,address=7003"
    };

    List<String> ports =
        Stream.iterate(0, number -> number <= 30, number -> number + 1)
            .flatMap(number -> worker(number, HERE, given).stream())
            .map(option -> option.replaceAll(".*=", ""))
            .toList();

    assertThat(ports).hasSize(31 * 3).doesNotHaveDuplicates();
  }

  @Test
  void equalPortsMoveTogether() {
    assertThat(
            worker(
                1,
                HERE,
                "-Dcom.sun.management.jmxremote.port=7000",
                "-Dcom.sun.management.jmxremote.rmi.port=7000"))
        .containsExactly(
            "-Dcom.sun.management.jmxremote.port=7001",
            "-Dcom.sun.management.jmxremote.rmi.port=7001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\'',
      value = {
        "-Xlog:gc:file=logs/gc.log -Xlog:gc:file=logs/gc-worker2.log",
        "-Xlog:gc*=debug:file=gc.log:time,uptime:filecount=3"
            + " -Xlog:gc*=debug:file=gc-worker2.log:time,uptime:filecount=3",
        "-Xlog:gc:gc.log -Xlog:gc:gc-worker2.log",
        "-Xlog::all.log -Xlog::all-worker2.log",
        "-Xlog:gc:file=\"a:b.log\":time -Xlog:gc:file=\"a:b-worker2.log\":time",
        "-Xlog:gc:file=gc-%t.log -Xlog:gc:file=gc-%t-worker2.log",
        "-Xloggc:gc -Xloggc:gc-worker2",
        "-Xloggc:x.d/.gc -Xloggc:x.d/.gc-worker2",
        "-XX:HeapDumpPath=/var/heap.hprof -XX:HeapDumpPath=/var/heap-worker2.hprof",
        "-XX:ErrorFile=e.log -XX:ErrorFile=e-worker2.log",
        "-XX:StartFlightRecording=filename=a.jfr,duration=1s"
            + " -XX:StartFlightRecording=filename=a-worker2.jfr,duration=1s",
        "-XX:StartFlightRecording:duration=1s,filename=a.jfr"
            + " -XX:StartFlightRecording:duration=1s,filename=a-worker2.jfr",
      })
  void filesThatAJvmWritesAreItsOwn(String given, String expected) {
    assertThat(worker(2, HERE, given)).containsExactly(expected);
  }

  @Test
  void pathsStayAsGivenInThePrimarysDirectory() {
    String[] given = {"-p", "mods:lib", "--patch-module", "m=x", "-javaagent:a.jar"};
    assertThat(worker(1, HERE, given)).containsExactly(given);
  }

  @Test
  void pathsThatAJvmReadsAreAbsoluteInAnotherDirectory() {
    assertThat(
            worker(
                1,
                Path.of("/there"),
                "-p",
                "mods:/lib",
                "--upgrade-module-path=up",
                "--patch-module=m=x:y",
                "-javaagent:a.jar=b=c",
                "-agentpath:/x.so",
                "-Xbootclasspath/a:p:q",
                "-XX:Flags=f",
                "-XX:VMOptionsFile=v",
                "-Djava.library.path=native",
                "-XX:ErrorFile=e%p.log",
                "-Dx=y"))
        .containsExactly(
            "-p",
            "/here/mods:/lib",
            "--upgrade-module-path=/here/up",
            "--patch-module=m=/here/x:/here/y",
            "-javaagent:/here/a.jar=b=c",
            "-agentpath:/x.so",
            "-Xbootclasspath/a:/here/p:/here/q",
            "-XX:Flags=/here/f",
            "-XX:VMOptionsFile=/here/v",
            "-Djava.library.path=/here/native",
            "-XX:ErrorFile=e%p.log",
            "-Dx=y");
  }

  @Test
  void optionsInTheEnvironmentFollowTheSameRules() {
    Map<String, String> environment =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Dx='a b' \t-agentlib:jdwp=server=y,address=5005",
            "JDK_JAVA_OPTIONS", "--source 25 -Dq=\"it's\"'\"' @file",
            "_JAVA_OPTIONS", "-Xmx1g  -ea",
            "OTHER", "-splash:x");

    WorkerOptions rules = rules(OptionVariables.options(environment), 1, HERE);

    assertThat(OptionVariables.adapted(environment, rules))
        .isEqualTo(
            Map.of(
                "JAVA_TOOL_OPTIONS", "\"-Dx=a b\" -agentlib:jdwp=server=y,address=5006",
                "JDK_JAVA_OPTIONS", "\"-Dq=it's\"'\"'\"\" @file"));
  }
}
