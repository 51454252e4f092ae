package dev.prefork.it.harness;

import java.time.Duration;

/**
 * What a client was told.
 *
 * @param worker the id of who served
 * @param pid its process
 * @param count how many it had served by then
 * @param question what was asked
 * @param took from connecting to the last byte
 */
public record Answer(int worker, long pid, int count, String question, Duration took) {
  static Answer parse(String line, Duration took) {
    if (line == null) {
      throw new AssertionError("the connection ended without an answer");
    }
    String[] words = line.strip().split(" ", 4);
    return new Answer(
        Integer.parseInt(words[0]),
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        words[3],
        took);
  }
}
