package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRulesTest {

  @Test
  void aFileHasAtMostFourHundredLines() {
    assertThat(SourceRules.tooLong(Map.of("a/A.java", "x\n".repeat(400)))).isEmpty();
    assertThat(SourceRules.tooLong(Map.of("a/A.java", "x\n".repeat(401))))
        .containsExactly("a/A.java: 401 lines, the most is 400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/** What for. */\n@NullMarked\npackage a;\nimport org.jspecify.annotations.NullMarked;",
        "/**\n * What for.\n */\n@org.jspecify.annotations.NullMarked\npackage a;",
        "/// What for.\n@NullMarked package a;",
      })
  void aPackageThatSaysWhatItIsForIsFine(String info) {
    assertThat(SourceRules.unexplainedPackages(Map.of("a/A.java", "", "a/package-info.java", info)))
        .isEmpty();
  }

  @Test
  void aPackageWithoutInfoIsNot() {
    assertThat(SourceRules.unexplainedPackages(Map.of("a/b/A.java", "package a.b;")))
        .containsExactly("a/b/package-info.java: is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/** What for. */\npackage a;", "/** Not {@code @NullMarked}. */\npackage a;"})
  void aPackageThatIsNotNullMarkedIsNot(String info) {
    assertThat(SourceRules.unexplainedPackages(Map.of("a/package-info.java", info)))
        .containsExactly("a/package-info.java: is not @NullMarked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@NullMarked\npackage a;",
        "// What for.\n@NullMarked\npackage a;",
        "/** */\n@NullMarked\npackage a;",
        "///\n@NullMarked\npackage a;",
      })
  void aPackageWithoutJavadocIsNot(String info) {
    assertThat(SourceRules.unexplainedPackages(Map.of("a/package-info.java", info)))
        .containsExactly("a/package-info.java: does not say what the package is for (no javadoc)");
  }
}
