package dev.prefork.cli.config;

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

/** The configuration file: YAML, one mapping of keys to values or lists of values. */
final class ConfigurationFile {
  /** A mebibyte: all keys together take some kilobytes. */
  private static final int LARGEST = 1 << 20;

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
            .createParser(ObjectReadContext.empty(), text(WorkingDirectory.resolve(file)))) {
      ConfigurationFile reading = new ConfigurationFile(file, (YAMLParser) parser, mistakes);
      reading.read();
      return reading.given;
    } catch (JacksonException e) {
      mistakes.add(file + ":" + line(e) + ": " + reason(e));
    } catch (MalformedInputException e) {
      mistakes.add(file + ": is no text in UTF-8: check the path, or leave --config out");
    } catch (IOException e) {
      mistakes.add(file + ": cannot be read (" + e + "): check the path, or leave --config out");
    }
    return Map.of();
  }

  /** What is not a file, such as a pipe or a device, may have no end. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("it has more than " + LARGEST + " bytes");
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
    return "is no YAML: " + String.valueOf(reason).lines().findFirst().orElse("");
  }

  private void read() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      return; // empty, or comments only
    }
    if (token != JsonToken.START_OBJECT) {
      mistake("'" + parser.getString() + "' is no key with a value: write such as 'workers: 4'");
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      readEntry();
    }
    if (parser.nextToken() != null) {
      mistake("there is a second document: a configuration is one");
    }
  }

  private void readEntry() {
    String name = parser.currentName();
    Origin origin = new Origin.Line(file, parser.currentTokenLocation().getLineNr(), name);
    Key<?> key = Keys.named(name).orElse(null);
    List<String> texts = new ArrayList<>();
    boolean list = parser.nextToken() == JsonToken.START_ARRAY;
    String misfit = list ? readList(texts) : readScalar(texts);
    if (key == null) {
      mistakes.add(origin + ": " + unknown(name));
    } else if (misfit != null) {
      mistakes.add(origin + ": " + misfit);
    } else if (given.put(key, new ConfigValue(origin, texts, list)) != null) {
      mistakes.add(origin + ": is given twice");
    }
  }

  private static String unknown(String name) {
    return "there is no such key"
        + Suggestion.of(name, Keys.names())
            .map(right -> "; did you mean '" + right + "'?")
            .orElse("; docs/configuration.md has all");
  }

  private @Nullable String readList(List<String> texts) {
    String misfit = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String wrong = readScalar(texts);
      misfit = misfit == null ? wrong : misfit;
    }
    return misfit;
  }

  /** All values are taken as they are written: what they mean is the key's business, not YAML's. */
  private @Nullable String readScalar(List<String> texts) {
    if (parser.currentToken().isStructStart()) {
      parser.skipChildren();
      return "takes a value, not keys or lists of its own";
    }
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return "has no value: give one, or leave the key out";
    }
    if (parser.isCurrentAlias()) {
      return "is an alias (*" + parser.getString() + "): write the value itself";
    }
    texts.add(parser.getString());
    return null;
  }

  private void mistake(String reason) {
    mistakes.add(file + ":" + parser.currentTokenLocation().getLineNr() + ": " + reason);
  }
}
