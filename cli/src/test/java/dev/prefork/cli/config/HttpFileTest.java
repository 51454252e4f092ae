package dev.prefork.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.supervisor.model.WarmUpRequest;
import dev.prefork.supervisor.model.WarmUpRequest.Header;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of requests, and lists of them. */
class HttpFileTest {
  @TempDir Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("warm.http"), text).toString();
  }

  @Test
  void aFileHasRequestsAsClientsInIdesWriteThem() throws IOException {
    String path =
        file(
            """
            # the orders of a day
            // and nothing else
            GET http://localhost:8080/orders?day=1 HTTP/1.1
            Accept: application/json
            # Authorization: left out
            Cookie: a=b: c

            ### with a body
            POST http://localhost:8080/orders
            Content-Type: application/json

            {
              "item": 1

            }

            ###

            ### a path and a header
            HEAD /health
            Host: localhost:9090

            ###
            https://localhost/\
            """);

    URI orders = URI.create("http://localhost:8080/orders");
    assertThat(HttpFile.requests(path))
        .containsExactly(
            new WarmUpRequest(
                "GET",
                URI.create("http://localhost:8080/orders?day=1"),
                List.of(new Header("Accept", "application/json"), new Header("Cookie", "a=b: c")),
                ""),
            new WarmUpRequest(
                "POST",
                orders,
                List.of(new Header("Content-Type", "application/json")),
                "{\n  \"item\": 1\n\n}"),
            new WarmUpRequest(
                "HEAD",
                URI.create("http://localhost:9090/health"),
                List.of(new Header("Host", "localhost:9090")),
                ""),
            WarmUpRequest.of("GET", "https://localhost/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // the file, with \\n for the end of a line | the line | a fragment of the reason
        "GET http://a/\\n\\n###\\nGET ftp://a/ | 4 | 'ftp://a/'",
        "GET http://a/\\nno header | 2 | 'no header'",
        "GET http://a/\\nA: b\\nb ad: c | 3 | 'b ad: c'",
        "GET http://a/\\nContent-Length: 3 | 2 | 'Content-Length'",
        "GET http://a/\\nTransfer-Encoding: chunked | 2 | 'Transfer-Encoding'",
        "GET http://a/\\nA: b\\u0000 | 2 | control",
        "# nothing\\n\\nGET /path | 3 | Host",
        "GET http://a:0/ | 1 | port 0",
        "G(T http://a/ | 1 | 'G(T'",
        "@host = localhost | 1 | '@host = localhost'",
        "GET http://{{host}}/ | 1 | variables",
        "POST http://a/\\n\\n< ./body.json | 3 | './body.json'",
        "GET http://a/\\n\\n> {% client.test() %} | 3 | scripts",
      })
  void aMistakeIsOneLineWithTheLineOfTheFile(String text, int line, String fragment)
      throws IOException {
    String path = file(text.replace("\\n", "\n").replace("\\u0000", "\0"));
    assertThatThrownBy(() -> HttpFile.requests(path))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(path + ":" + line + ": ")
        .contains(fragment.replace("'./body.json'", "./body.json"))
        .doesNotContain("\n");
  }

  private static void assertRefused(String path, String fragment) {
    assertThatThrownBy(() -> HttpFile.requests(path))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(path + ":")
        .contains(fragment)
        .doesNotContain("\n");
  }

  @Test
  void aFileThatCannotBeReadIsAMistake() throws IOException {
    assertRefused(folder.resolve("nothere.http").toString(), "no such file");
    assertRefused(folder.toString(), "not a regular file");
    assertRefused(file("# only a comment\n\n###\n"), "no request");
    assertRefused(file(""), "no request");
    Files.write(folder.resolve("warm.http"), new byte[] {(byte) 0xff, 0});
    assertRefused(folder.resolve("warm.http").toString(), "UTF-8");
  }

  @Test
  void bodiesAndFilesAreBounded() throws IOException {
    String most = "x".repeat(WarmUpRequest.MAX_BODY);
    assertThat(HttpFile.requests(file("POST http://a/\n\n" + most))).hasSize(1);
    assertRefused(file("POST http://a/\n\n" + most + "x"), "expected up to 1048576");
    assertRefused(file("GET http://a/" + "x".repeat(40_000)), "too large");
    Files.write(
        folder.resolve("warm.http"), "#\n".repeat((8 << 20) + 1).getBytes(StandardCharsets.UTF_8));
    assertRefused(folder.resolve("warm.http").toString(), "larger than");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://a/ | http://a/",
        "GET http://a/ POST http://b/ c.http | GET http://a/;POST http://b/;c.http",
        "\"GET http://a/\" \"my file.http\" | GET http://a/;my file.http",
        "GET.http http://a/ | GET.http;http://a/",
      })
  void aVariableSeparatesRequestsWithSpaces(String text, String items) {
    RequestItems type = new RequestItems();
    List<String> expected = List.of(items.split(";", -1));
    assertThat(type.read(text)).isEqualTo(expected);
    assertThat(type.read(type.write(expected))).isEqualTo(expected);
  }
}
