package dev.prefork.cli.config;

import dev.prefork.internal.host.IoReason;
import dev.prefork.internal.host.WorkingDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** The configuration file: YAML, with one mapping of keys to values or lists of values. */
final class ConfigurationFile {
  /** All keys together take a few kilobytes. */
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final YAMLParser parser;
  private final List<String> mistakes;
  private final Map<Key<?>, ConfigValue> given = new HashMap<>();

  private ConfigurationFile(Path file, YAMLParser parser, List<String> mistakes) {
    this.file = file;
    this.parser = parser;
    this.mistakes = mistakes;
  }

  /** Reads a file, and adds a line for each mistake. */
  static Map<Key<?>, ConfigValue> read(Path file, List<String> mistakes) {
    try (JsonParser parser =
        new YAMLFactory()
            .createParser(
                ObjectReadContext.empty(), text(WorkingDirectory.resolve(file), MAX_BYTES))) {
      ConfigurationFile reading = new ConfigurationFile(file, (YAMLParser) parser, mistakes);
      reading.read();
      return reading.given;
    } catch (JacksonException e) {
      mistakes.add(file + ":" + line(e) + ": " + reason(e));
    } catch (MalformedInputException e) {
      mistakes.add(file + ": not UTF-8 text: check the path, or omit --config");
    } catch (IOException e) {
      mistakes.add(
          "%s: reading the configuration failed (%s): check the path, or omit --config"
              .formatted(file, IoReason.of(e)));
    }
    return Map.of();
  }

  /** A pipe or a device may have no end. */
  static String text(Path file, int max) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new IOException("larger than " + max + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }

  private static String reason(JacksonException e) {
    String reason =
        e.getCause() instanceof MarkedYamlEngineException cause
            ? cause.getProblem()
            : e.getOriginalMessage();
    return "invalid YAML: " + String.valueOf(reason).lines().findFirst().orElse("");
  }

  private void read() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      return; // empty, or comments only
    }
    if (token != JsonToken.START_OBJECT) {
      mistake("invalid entry '" + parser.getString() + "': expected for example 'workers: 4'");
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      readEntry();
    }
    if (parser.nextToken() != null) {
      mistake("second YAML document: a configuration file has only one");
    }
  }

  private void readEntry() {
    String name = parser.currentName();
    String origin = "%s:%d: %s".formatted(file, line(), name);
    Key<?> key = Keys.named(name).orElse(null);
    List<String> texts = new ArrayList<>();
    boolean isList = parser.nextToken() == JsonToken.START_ARRAY;
    String mistake = isList ? readList(texts) : readScalar(texts);
    if (key == null) {
      mistakes.add(origin + ": " + unknown(name));
    } else if (mistake != null) {
      mistakes.add(origin + ": " + mistake);
    } else if (given.put(key, new ConfigValue(origin, texts, isList)) != null) {
      mistakes.add(origin + ": duplicate key");
    }
  }

  private static String unknown(String name) {
    return "unknown key; "
        + Suggestion.of(name, Keys.names())
            .map(right -> "did you mean '" + right + "'?")
            .orElse("docs/configuration.md lists all keys");
  }

  private @Nullable String readList(List<String> texts) {
    String mistake = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String next = readScalar(texts);
      mistake = mistake == null ? next : mistake;
    }
    return mistake;
  }

  /** Takes the text of a value literally: the type of the key interprets it, not YAML. */
  private @Nullable String readScalar(List<String> texts) {
    if (parser.currentToken().isStructStart()) {
      parser.skipChildren();
      return "expected a value, not keys or lists below it";
    }
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return "no value: add one, or remove the key";
    }
    if (parser.isCurrentAlias()) {
      return "alias *" + parser.getString() + " not supported: write the value itself";
    }
    texts.add(parser.getString());
    return null;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private void mistake(String reason) {
    mistakes.add(file + ":" + line() + ": " + reason);
  }
}
