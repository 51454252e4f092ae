package dev.prefork.cli.config;

import dev.prefork.internal.host.WorkingDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of the commands that run a program: one for each {@link Key} with flags. */
public final class Flags {
  /** Read if it exists and no other file is named. */
  private static final Path DEFAULT_FILE = Path.of("prefork.yaml");

  private static final String FILE_VARIABLE = "PREFORK_CONFIG";

  private Flags() {}

  /** Adds the options, under their headings. */
  public static void addTo(CommandSpec command) {
    int order = 0;
    for (Key.Group group : Key.Group.values()) {
      ArgGroupSpec.Builder options =
          ArgGroupSpec.builder()
              .heading("%n" + group.title() + ":%n")
              .validate(false)
              .multiplicity("0..1")
              .order(order++);
      Keys.ALL.stream()
          .filter(key -> key.group() == group && !key.flags().isEmpty())
          .forEach(key -> options.addArg(option(key)));
      command.addArgGroup(options.build());
    }
  }

  private static OptionSpec option(Key<?> key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flags().toArray(String[]::new))
            .description(description(key))
            .userObject(key);
    if (key.equals(Keys.MODULE)) {
      return option.arity("0").type(boolean.class).build(); // like java -m
    }
    return option
        .paramLabel(key.type().label())
        .arity("1")
        .type(key.type().isList() ? String[].class : String.class)
        .build();
  }

  private static String description(Key<?> key) {
    String fallback = key.fallbackText();
    String text = key.meaning() + (fallback.isEmpty() ? "" : ". Default: " + fallback);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  /**
   * Reads the configuration of a command.
   *
   * @param file the value of {@code --config}
   * @param words the program and its arguments, empty for those of the configuration
   */
  public static Configuration read(ParseResult parsed, @Nullable Path file, List<String> words) {
    Map<Key<?>, ConfigValue> given = new HashMap<>();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      if (option.userObject() instanceof Key<?> key) {
        given.put(key, new ConfigValue(option.longestName(), option.stringValues(), true));
      }
    }
    if (!words.isEmpty()) {
      given.put(Keys.PROGRAM, new ConfigValue("PROGRAM", words.subList(0, 1), true));
      given.put(Keys.ARGUMENTS, new ConfigValue("ARGUMENTS", words.subList(1, words.size()), true));
    }
    return Configuration.read(given, System.getenv(), file(file));
  }

  private static @Nullable Path file(@Nullable Path given) {
    if (given != null) {
      return given;
    }
    String variable = System.getenv().getOrDefault(FILE_VARIABLE, "");
    if (!variable.isEmpty()) {
      return Path.of(variable);
    }
    return Files.exists(WorkingDirectory.resolve(DEFAULT_FILE)) ? DEFAULT_FILE : null;
  }
}
