package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the sources of all modules against {@link FloorRule}, {@link PublicRule} and {@link
 * SourceRules}.
 */
class FloorTest {

  /** Every Java file of the project: its path from the root, and its text. */
  private static final Map<String, String> sources = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    var root = root();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            var name = folder.getFileName().toString();
            var foreign = name.equals("target") || name.startsWith(".");
            return foreign && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".java")) {
              sources.put(
                  root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("library/pom.xml"))) {
      folder = folder.getParent();
      assertThat(folder).as("a folder above this one that holds library/pom.xml").isNotNull();
    }
    return folder;
  }

  @Test
  void importsGoDownOnly() {
    var violations =
        sources.entrySet().stream()
            .filter(source -> isMain(source.getKey(), "library", "cli"))
            .flatMap(source -> FloorRule.violations(source.getKey(), source.getValue()).stream())
            .toList();
    assertNone(violations);
  }

  @Test
  void internalTypesArePublicOnlyForOtherPackages() {
    var violations =
        sources.entrySet().stream()
            .filter(source -> isMain(source.getKey(), "library"))
            .flatMap(
                source ->
                    PublicRule.violations(source.getKey(), source.getValue(), sources).stream())
            .toList();
    assertNone(violations);
  }

  @Test
  void noPackageHasMoreThanTwentyFiveFiles() {
    var files =
        sources.keySet().stream()
            .filter(file -> isMain(file, "library", "cli", "benchmarks") || file.startsWith("it/"))
            .collect(
                Collectors.groupingBy(
                    file -> file.substring(0, file.lastIndexOf('/')), Collectors.counting()));
    assertThat(files).isNotEmpty().allSatisfy((_, count) -> assertThat(count).isLessThan(26));
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() {
    var main = new TreeMap<>(sources);
    main.keySet().removeIf(file -> !isMain(file, "library", "cli", "benchmarks", "it"));
    assertThat(main).isNotEmpty();
    assertNone(SourceRules.unexplainedPackages(main));
  }

  @Test
  void noFileIsTooLong() {
    assertNone(SourceRules.tooLong(sources));
  }

  private static boolean isMain(String file, String... modules) {
    return List.of(modules).stream()
        .anyMatch(module -> file.startsWith(module + "/src/main/java/"));
  }

  private static void assertNone(List<String> violations) {
    assertThat(String.join("\n", violations)).isEmpty();
  }
}
