package dev.prefork.cli.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Writes and reads requests and answers: one line of JSON each. Ignores unknown fields. */
public final class Protocol {
  /** Incremented when an older side would misunderstand a newer one. */
  static final int VERSION = 1;

  private static final String VERSION_FIELD = "prefork";

  private static final JsonMapper JSON =
      JsonMapper.builder(JsonFactory.builder().characterEscapes(new VisibleEscapes()).build())
          .enable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .changeDefaultPropertyInclusion(
              all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
          .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
          .build();

  private Protocol() {}

  /** The other side has violated the protocol. */
  static final class NotUnderstood extends IOException {
    private static final long serialVersionUID = 1;

    NotUnderstood(String message) {
      super(message);
    }
  }

  /** {@return a value as JSON, without line breaks} */
  public static String json(Object value) {
    return JSON.writeValueAsString(value);
  }

  /** {@return a value as JSON for people} */
  public static String pretty(Object value) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  /**
   * Reads JSON.
   *
   * @throws IllegalArgumentException if the text is not JSON, with the reason in one line
   */
  public static JsonNode parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.isMissingNode()) {
        return node;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("invalid JSON '" + text + "': " + reason(e), e);
    }
    throw new IllegalArgumentException("invalid JSON '" + text + "': expected a value");
  }

  /** {@return JSON as maps, lists, strings, numbers, booleans; null for JSON's null} */
  public static @Nullable Object plain(JsonNode node) {
    return JSON.treeToValue(node, Object.class);
  }

  private static String reason(JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  static String write(Request request) {
    return write(VERSION, request);
  }

  /** Writes a request like another version of the command. */
  static String write(int version, Request request) {
    return JSON.writeValueAsString(
        JSON.createObjectNode()
            .put(VERSION_FIELD, version)
            .setAll(JSON.<ObjectNode>valueToTree(request)));
  }

  static Request readRequest(String line) throws NotUnderstood {
    try {
      JsonNode node = JSON.readTree(line);
      JsonNode version = node.path(VERSION_FIELD);
      if (version.isInt() && version.intValue() != VERSION) {
        throw new NotUnderstood(
            ("protocol version %d of the command is not version %d of the cluster: use the"
                    + " version that started the cluster")
                .formatted(version.intValue(), VERSION));
      }
      if (!version.isInt() || !node.path("do").isString()) {
        throw new NotUnderstood("invalid request: expected the fields prefork and do");
      }
      return JSON.treeToValue(node, Request.class);
    } catch (InvalidTypeIdException e) {
      throw new NotUnderstood(
          ("unknown operation '%s': use the version that started the cluster, or start the"
                  + " cluster again")
              .formatted(e.getTypeId()));
    } catch (JacksonException e) {
      boolean outOfBounds = e.getCause() instanceof IllegalArgumentException;
      String reason = outOfBounds ? bounds(e) : reason(e);
      throw new NotUnderstood("invalid request: " + reason);
    }
  }

  /** The constructor of a request has rejected a number. */
  private static String bounds(JacksonException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  static Answer readAnswer(String line) throws NotUnderstood {
    try {
      Answer answer = JSON.readValue(line, Answer.class);
      if (answer != null) { // it is null for the JSON null
        return answer;
      }
      throw new NotUnderstood("no answer in it");
    } catch (JacksonException e) {
      throw new NotUnderstood(reason(e));
    }
  }
}
