package dev.prefork.bench;

import dev.prefork.bench.report.Json;
import dev.prefork.bench.report.Markdown;
import dev.prefork.bench.report.Plot;
import dev.prefork.bench.report.Results;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the results are written, after each benchmark again: a run may be ended early. */
record ResultFiles(Path directory) {
  /** Removes the plots of an earlier run, which may have been of other benchmarks. */
  void clear() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> plots = Files.newDirectoryStream(directory, "*.svg")) {
      for (Path plot : plots) {
        Files.delete(plot);
      }
    }
  }

  void write(Results results) throws IOException {
    Files.writeString(directory.resolve("result.json"), Json.of(results));
    Files.writeString(directory.resolve("result.md"), Markdown.of(results));
    for (Section section : results.sections()) {
      for (Table table : section.tables()) {
        if (Plot.isWorth(table)) {
          Files.writeString(directory.resolve(Plot.file(table)), Plot.svg(table));
        }
      }
    }
  }
}
