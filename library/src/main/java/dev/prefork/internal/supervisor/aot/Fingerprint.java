package dev.prefork.internal.supervisor.aot;

import dev.prefork.internal.launch.JarClassPath;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Computes the name of the cache for a launch. Files count by inode, size and times. No program can
 * set the change time (ctime), so a replaced jar differs even if size and date are equal, and no
 * file has to be read. This must be reliable: a JVM does not notice a replaced jar and runs the old
 * classes (JDK-8377932).
 */
final class Fingerprint {
  /** Options by which users configure or disable caches themselves. */
  private static final List<String> CACHES =
      List.of(
          "-XX:AOT",
          "-XX:CacheDataStore",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:+AutoCreateSharedArchive",
          "-Xshare");

  private final Launch launch;
  private final Set<Path> seen = new TreeSet<>();
  private final StringBuilder text = new StringBuilder("2\n");

  /** Thrown if no cache can fit the launch, with the reason. */
  static final class UnsuitedException extends Exception {
    private static final long serialVersionUID = 1;

    UnsuitedException(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  private Fingerprint(Launch launch) {
    this.launch = launch;
  }

  /**
   * Returns the name.
   *
   * @throws UnsuitedException if no cache can fit the launch
   */
  static String of(Launch launch) throws UnsuitedException {
    Fingerprint fingerprint = new Fingerprint(launch);
    try {
      fingerprint.collect();
    } catch (IOException e) {
      throw new UnsuitedException("cannot read the attributes of the program's files: " + e);
    }
    return sha256(fingerprint.text.toString());
  }

  private void collect() throws IOException, UnsuitedException {
    if (launch.changesUser()) {
      throw new UnsuitedException("workers run as another user");
    }
    add("jvm", System.getProperty("java.vm.version", ""));
    add("home", launch.javaHome().toString());
    file(launch.javaHome().resolve("release"));
    file(launch.javaHome().resolve("lib/modules"));
    classPathElement(launch.prefork());
    for (String word : launch.words()) {
      word(word);
    }
    String program = String.valueOf(launch.program());
    add("program", program);
    if (program.endsWith(".jar")) {
      classPathElement(path(program));
      return;
    }
    if (program.endsWith(".java")) {
      file(path(program));
    }
    add("path", launch.classPath());
    for (String element : launch.classPath().split(File.pathSeparator, -1)) {
      classPath(element);
    }
  }

  private void add(String name, String value) {
    text.append(name).append('=').append(value).append('\n');
  }

  private Path path(String name) {
    return launch.directory().resolve(name).normalize();
  }

  /** Options can name files: agents, modules, argument files. */
  private void word(String word) throws IOException, UnsuitedException {
    if (CACHES.stream().anyMatch(word::startsWith)) {
      throw new UnsuitedException("the JVM options configure a cache: " + word);
    }
    add("word", word);
    for (String part : word.split("[=:,]", -1)) {
      if (part.contains("/") || part.endsWith(".jar")) {
        Path path = path(part.startsWith("@") ? part.substring(1) : part);
        if (Files.isDirectory(path)) {
          jars(path);
        } else {
          file(path);
        }
      }
    }
  }

  private void classPath(String element) throws IOException, UnsuitedException {
    if (element.equals("*") || element.endsWith("/*")) {
      jars(path(element.substring(0, element.length() - 1)));
    } else if (!element.isEmpty()) {
      classPathElement(path(element));
    }
  }

  private void jars(Path directory) throws IOException, UnsuitedException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        classPathElement(jar);
      }
    }
  }

  private void classPathElement(Path element) throws IOException, UnsuitedException {
    if (!seen.add(element)) {
      return;
    }
    if (Files.isDirectory(element)) {
      throw new UnsuitedException(
          element + " on the class path is a directory; AOT caches support only jars");
    }
    file(element);
    if (element.toString().endsWith(".jar") && Files.isRegularFile(element)) {
      for (Path other : JarClassPath.of(element)) {
        classPathElement(other.normalize());
      }
    }
  }

  private void file(Path file) throws IOException {
    try {
      add(
          file.toString(),
          new TreeMap<>(Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime"))
              .toString());
    } catch (NoSuchFileException e) {
      add(file.toString(), "absent");
    }
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
