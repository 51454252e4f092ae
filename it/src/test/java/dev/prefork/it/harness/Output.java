package dev.prefork.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines that a program and its workers print. A line that was waited for is used up: the next
 * wait finds another one.
 */
final class Output {
  private final List<String> all = new ArrayList<>();
  private final List<String> unused = new ArrayList<>();
  private boolean ended;

  Output(Path pipe, Consumer<String> reader) {
    Thread.ofPlatform().daemon().name("output").start(() -> readAll(pipe, reader));
  }

  private void readAll(Path pipe, Consumer<String> reader) {
    try (BufferedReader lines = Files.newBufferedReader(pipe)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.accept(line);
        add(line);
      }
    } catch (IOException e) {
      add("reading the output failed: " + e);
    }
    end();
  }

  private synchronized void add(String line) {
    all.add(line);
    unused.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized MatchResult await(String regex, Duration limit) {
    Pattern pattern = Pattern.compile(regex);
    MatchResult[] found = new MatchResult[1];
    await("no line /" + regex + "/ in", limit, () -> (found[0] = use(pattern)) != null);
    return found[0];
  }

  /** Waits until every process that can print has ended. */
  synchronized void awaitEnd() {
    await("somebody still runs and may print", Await.PATIENCE, () -> ended);
  }

  private synchronized void await(String complaint, Duration limit, BooleanSupplier fact) {
    long start = System.nanoTime();
    long left = limit.toMillis();
    try {
      while (!fact.getAsBoolean()) {
        if (ended || left <= 0) {
          throw new AssertionError(complaint + ":\n" + this);
        }
        wait(left);
        left = limit.toMillis() - (System.nanoTime() - start) / 1_000_000;
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private MatchResult use(Pattern pattern) {
    for (Iterator<String> lines = unused.iterator(); lines.hasNext(); ) {
      Matcher matcher = pattern.matcher(lines.next());
      if (matcher.matches()) {
        lines.remove();
        return matcher.toMatchResult();
      }
    }
    return null;
  }

  synchronized List<String> lines() {
    return List.copyOf(all);
  }

  @Override
  public synchronized String toString() {
    return String.join("\n", all) + (ended ? "\n(the end)" : "\n(may go on)");
  }
}
