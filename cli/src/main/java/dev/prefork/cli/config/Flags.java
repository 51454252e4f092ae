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

/** The options of the commands that run a program: one for each {@link Key} that has flags. */
public final class Flags {
  /** Read if it is there and no other is named. */
  private static final Path USUAL_FILE = Path.of("prefork.yaml");

  private static final String FILE_VARIABLE = "PREFORK_CONFIG";

  private Flags() {}

  /** Adds the options, under their headings. */
  public static void addTo(CommandSpec command) {
    int place = 0;
    for (Key.Group group : Key.Group.values()) {
      ArgGroupSpec.Builder options =
          ArgGroupSpec.builder()
              .heading("%n" + group.title() + ":%n")
              .validate(false)
              .multiplicity("0..1")
              .order(place++);
      Keys.ALL.stream()
          .filter(key -> key.group() == group && !key.flags().isEmpty())
          .forEach(key -> options.addArg(option(key)));
      command.addArgGroup(options.build());
    }
  }

  private static OptionSpec option(Key<?> key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flags().toArray(String[]::new)).description(description(key));
    if (key.equals(Keys.MODULE)) {
      return option.arity("0").type(boolean.class).build(); // as java has it
    }
    option.paramLabel(key.label()).arity("1");
    return key.isList()
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  private static String description(Key<?> key) {
    String fallback = key.fallbackText();
    String text = key.meaning() + (fallback.isEmpty() ? "" : ". Default: " + fallback);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  /**
   * Reads what was given.
   *
   * @param file the value of {@code --config}
   * @param words the program and its arguments, empty for those of the configuration
   */
  public static Configuration read(ParseResult parsed, @Nullable Path file, List<String> words) {
    Map<Key<?>, Configuration.Flagged> given = new HashMap<>();
    for (Key<?> key : Keys.ALL) {
      for (String flag : key.flags()) {
        if (parsed.hasMatchedOption(flag)) {
          OptionSpec option = parsed.matchedOption(flag);
          List<String> texts = key.equals(Keys.MODULE) ? List.of("on") : option.stringValues();
          given.put(key, new Configuration.Flagged(option.longestName(), texts));
          break;
        }
      }
    }
    if (!words.isEmpty()) {
      given.put(Keys.PROGRAM, new Configuration.Flagged("PROGRAM", words.subList(0, 1)));
      given.put(
          Keys.ARGUMENTS, new Configuration.Flagged("ARGUMENTS", words.subList(1, words.size())));
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
    return Files.exists(WorkingDirectory.resolve(USUAL_FILE)) ? USUAL_FILE : null;
  }
}
