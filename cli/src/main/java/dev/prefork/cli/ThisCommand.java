package dev.prefork.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of this process. */
final class ThisCommand {
  private static final Path WORDS = Path.of("/proc/self/cmdline");

  private ThisCommand() {}

  /** The words that run this command in another process, without its arguments. */
  static List<String> java() throws IOException {
    List<String> words =
        new ArrayList<>(List.of(Files.readString(WORDS, StandardCharsets.UTF_8).split("\0", -1)));
    int main = words.indexOf(Main.class.getName());
    if (main > 0) {
      words.set(0, executable()); // the first word may be relative to a PATH
      return words.subList(0, main + 1);
    }
    return List.of(
        executable(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  private static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
