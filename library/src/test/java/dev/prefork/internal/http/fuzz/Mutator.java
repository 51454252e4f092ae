package dev.prefork.internal.http.fuzz;

import dev.prefork.internal.http.fuzz.Scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Changes a few bytes of a connection, mostly where they matter for the ends of messages. */
final class Mutator {
  private static final List<String> INSERTED =
      List.of(
          "\r",
          "\n",
          "\r\n",
          " ",
          "\t",
          "\u0000",
          "\r\n ",
          "\r\n\t",
          "\u000b",
          "\u007f",
          "\u00a0",
          ",",
          ";",
          ":",
          "0",
          "1",
          "\"",
          "+",
          "-",
          "\r\n\r\n",
          "a",
          "5\r\n");
  private static final List<String> HEADERS =
      List.of(
          "Content-Length: 5",
          "Content-Length: 0",
          "Content-Length : 5",
          "Content-Length: +5",
          "Content-Length: 5,5",
          "Content-Length:",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding:\u000bchunked",
          "X: x\r\n Content-Length: 5",
          "X: x\nTransfer-Encoding: chunked",
          "X: x\rContent-Length: 5",
          "Host: b",
          "Host:",
          "Connection: close",
          "Connection: keep-alive",
          "Connection: close;",
          "Connection: upgrade, ,",
          "Expect: 100-continue",
          "Upgrade: h2c",
          "Trailer: X-Sum",
          "no header");
  private static final List<String> FROM =
      List.of(
          "chunked",
          "HTTP/1.1",
          "HTTP/1.0",
          "GET",
          "HEAD",
          "POST",
          "\r\n",
          ": ",
          "Content-Length",
          "Transfer-Encoding",
          "Host",
          "0\r\n",
          "Content",
          "keep-alive",
          "200",
          "204",
          "304");
  private static final List<String> TO =
      List.of(
          "chunked",
          "HTTP/1.1",
          "HTTP/1.0",
          "GET",
          "HEAD",
          "head",
          "POST",
          "\n",
          " : ",
          ":",
          "Host",
          "Content-Length",
          "Transfer-Encoding",
          "0;a\r\n",
          "0 \r\n",
          "00\r\n",
          "0x0\r\n",
          "1\r\n",
          "close",
          "100",
          "101",
          "204",
          "205",
          "304",
          "HTTP/2.0",
          "connect",
          "",
          "X");
  private static final Pattern NUMBER = Pattern.compile("(?<=Length: |\r\n)[0-9a-fA-F]+(?=\r\n)");

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /** Changes one or more of the steps. */
  Scenario mutate(Scenario scenario) {
    var steps = new ArrayList<>(scenario.steps());
    do {
      var index = random.nextInt(steps.size());
      steps.set(index, mutate(steps.get(index)));
    } while (random.nextInt(3) == 0);
    return new Scenario(steps, scenario.exchanges(), scenario.closes());
  }

  private Step mutate(Step step) {
    var text = step.text();
    return new Step(step.isClient(), text.isEmpty() ? any(INSERTED) : mutate(text));
  }

  private String mutate(String text) {
    var at = random.nextInt(text.length());
    return switch (random.nextInt(12)) {
      case 0 -> splice(text, at, 1, "" + (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
      case 1 -> splice(text, at, 1, "" + (char) random.nextInt(256));
      case 2 -> splice(text, at, 1 + random.nextInt(4), "");
      case 3 -> splice(text, at, 0, any(INSERTED));
      case 4 -> splice(text, lineAt(text, at), 0, any(HEADERS) + "\r\n");
      case 5 -> repeatLine(text, lineAt(text, at));
      case 6 -> replaceOne(text, any(FROM), any(TO));
      case 7 -> text.substring(0, at);
      case 8 -> text + any(INSERTED);
      case 9 -> replaceNumber(text);
      case 10 -> splice(text, at, 0, text.substring(random.nextInt(at + 1), at));
      default -> splice(text, lineAt(text, at), 0, any(INSERTED));
    };
  }

  private static String splice(String text, int at, int length, String inserted) {
    return text.substring(0, at) + inserted + text.substring(Math.min(text.length(), at + length));
  }

  /** The start of the line at or after a position. */
  private static int lineAt(String text, int at) {
    var end = text.indexOf("\r\n", at);
    return end < 0 ? text.length() : end + 2;
  }

  private static String repeatLine(String text, int at) {
    return splice(text, at, 0, text.substring(at, lineAt(text, at)));
  }

  /** Replaces one of the places at which a text is. */
  private String replaceOne(String text, String from, String to) {
    var at = text.indexOf(from, random.nextInt(text.length()));
    var first = at < 0 ? text.indexOf(from) : at;
    return first < 0 ? text + to : splice(text, first, from.length(), to);
  }

  /** Changes a length or the size of a chunk. */
  private String replaceNumber(String text) {
    var numbers = NUMBER.matcher(text).results().toList();
    if (numbers.isEmpty()) {
      return text + "0\r\n\r\n";
    }
    var number = any(numbers);
    return splice(text, number.start(), number.group().length(), changed(number.group()));
  }

  private String changed(String number) {
    return switch (random.nextInt(12)) {
      case 0 -> "+" + number;
      case 1 -> "-" + number;
      case 2 -> "0x" + number;
      case 3 -> number + ";a=b";
      case 4 -> number + " ";
      case 5 -> " " + number;
      case 6 -> "0" + number;
      case 7 -> "0".repeat(20) + number;
      case 8 -> "10000000" + number;
      case 9 -> number + "," + number;
      case 10 -> number + random.nextInt(10);
      default -> "" + random.nextInt(20);
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
