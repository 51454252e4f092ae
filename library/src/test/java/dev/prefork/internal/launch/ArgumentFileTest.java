package dev.prefork.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every text is split by us and by the launcher itself: the application's arguments have to be the
 * same.
 */
class ArgumentFileTest {

  @TempDir static Path folder;

  @BeforeAll
  static void compile() {
    JavaSources.compile(folder, "Print", JavaSources.PRINT_ARGUMENTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b\tc\fd\ne\rf\r\ng",
        "",
        " ",
        "last",
        "\"two words\" 'two words' pre\"fix and\"suffix",
        "\"it's\" 'say \"hi\"'",
        "\"\" '' x",
        "x \"\"",
        "x \"\"\n",
        "\"a\\tb\\nc\\rd\\fe\\\\f\\\"g\\xh\"",
        "'a\\'b'",
        "c:\\dir\\file \"c:\\\\dir\"",
        "\"one \\\n   two\" after",
        "\"one \\\r\n\t two\"",
        "\"empty\\\n\"",
        "\"\\\n\"",
        "\"open quote\nnext line\" tail",
        "\"open at the end",
        "\"ends in escape\\",
        "# comment\na # comment\rb",
        "a#glued\nb",
        "\"a\"#glued\nb c",
        "\"#no\" '#comment'",
        "a #",
        "@x @@y",
        "ümläut \"ßtraße\"",
        "--disable-@files -cp x",
      })
  void anArgumentFileMeansTheSameToUsAndToTheLauncher(String text) throws Exception {
    // The main class ends the launcher's options, so that every token reaches the program.
    String file = "-cp " + folder + "\nPrint\n" + text;
    Files.writeString(folder.resolve("args"), file);
    List<String> tokens = ArgumentFile.tokens(file);

    var java = Jvm.run(folder, Map.of(), List.of(Jvm.JAVA, "@args"));

    assertThat(java.err()).isEmpty();
    assertThat(JavaSources.printedArguments(java.out()))
        .isEqualTo(tokens.subList(3, tokens.size()));
  }

  @Test
  void aLongArgumentFileIsReadWhole() throws Exception {
    String value = "x".repeat(5000);
    String file = "-cp " + folder + "\nPrint\n'" + value + "' \"" + value + "\\\n" + value + "\"";
    Files.writeString(folder.resolve("long"), file);

    var java = Jvm.run(folder, Map.of(), List.of(Jvm.JAVA, "@long"));

    assertThat(ArgumentFile.tokens(file)).endsWith(value, value + value);
    assertThat(JavaSources.printedArguments(java.out())).containsExactly(value, value + value);
  }
}
