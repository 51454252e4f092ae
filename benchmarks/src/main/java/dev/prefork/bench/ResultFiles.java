package dev.prefork.bench;

import dev.prefork.bench.report.Charts;
import dev.prefork.bench.report.Json;
import dev.prefork.bench.report.Markdown;
import dev.prefork.bench.report.Results;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files with the results. They are written after each benchmark, so that a run that is
 * interrupted keeps its results.
 *
 * @param directory where the files are
 */
record ResultFiles(Path directory) {
  /** Removes the charts of an earlier run, which may be of other benchmarks. */
  void clear() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> charts = Files.newDirectoryStream(directory, "*.png")) {
      for (Path chart : charts) {
        Files.delete(chart);
      }
    }
  }

  void write(Results results) throws IOException {
    Files.writeString(directory.resolve("result.json"), Json.of(results));
    Files.writeString(directory.resolve("result.md"), Markdown.of(results));
  }

  void writeCharts(Section section) throws IOException {
    for (Table table : section.tables()) {
      if (Charts.isWorth(table)) {
        Charts.write(table, directory);
      }
    }
  }
}
