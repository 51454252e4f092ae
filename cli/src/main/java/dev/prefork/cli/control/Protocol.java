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

/** How messages are written: one line of JSON each. Fields that are not known do not matter. */
public final class Protocol {
  /** Counted up when an older side would misunderstand a newer one. */
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

  /** What the other side has sent is not in the protocol. */
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
   * @throws IllegalArgumentException if it is none, with the reason in one line
   */
  public static JsonNode parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.isMissingNode()) {
        return node;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("'" + text + "' is no JSON: " + reason(e), e);
    }
    throw new IllegalArgumentException("'" + text + "' is no JSON: it is empty");
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

  /** As another version of the command would write it. */
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
            "the command speaks version "
                + version.intValue()
                + " of the protocol and the cluster version "
                + VERSION
                + ": use the prefork that started it");
      }
      if (!version.isInt() || !node.path("do").isString()) {
        throw new NotUnderstood("that is no request");
      }
      return JSON.treeToValue(node, Request.class);
    } catch (InvalidTypeIdException e) {
      throw new NotUnderstood(
          "this cluster's prefork cannot do '"
              + e.getTypeId()
              + "': use the prefork that started it, or start it again with this one");
    } catch (JacksonException e) {
      boolean outOfBounds = e.getCause() instanceof IllegalArgumentException;
      String reason = outOfBounds ? bounds(e) : reason(e);
      throw new NotUnderstood("that is no request: " + reason);
    }
  }

  /** A request has refused one of its numbers, with the bounds. */
  private static String bounds(JacksonException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  static Answer readAnswer(String line) throws NotUnderstood {
    try {
      Answer answer = JSON.readValue(line, Answer.class);
      if (answer != null) { // which it is for "null"
        return answer;
      }
      throw new NotUnderstood("it is empty");
    } catch (JacksonException e) {
      throw new NotUnderstood(reason(e));
    }
  }
}
