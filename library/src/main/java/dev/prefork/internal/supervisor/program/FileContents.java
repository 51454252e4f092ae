package dev.prefork.internal.supervisor.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * Computes checksums of files, which do not depend on dates. The checksum of a jar comes from those
 * in its central directory, so the jar need not be read.
 */
final class FileContents {
  /** The largest number of files of a directory that count. */
  private static final int MAX_FILES = 10_000;

  /** Of a larger file that is no jar, size and date count instead of the contents. */
  private static final long MAX_BYTES = 1_000_000;

  private FileContents() {}

  /** Returns the checksum of each file or directory that exists, by path. */
  static Map<String, String> of(Collection<Path> paths) {
    Map<String, String> contents = new TreeMap<>();
    for (Path path : paths) {
      try {
        contents.put(path.toString(), Files.isDirectory(path) ? directory(path) : file(path));
      } catch (IOException e) {
        // a file that is missing or unreadable is no part of the program
      }
    }
    return contents;
  }

  private static String directory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> some = files.filter(Files::isRegularFile).limit(MAX_FILES).sorted().toList();
      StringBuilder text = new StringBuilder();
      for (Path file : some) {
        text.append(directory.relativize(file)).append(' ').append(date(file)).append('\n');
      }
      return checksum(text.toString());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String date(Path file) throws IOException {
    return Files.size(file) + " " + Files.getLastModifiedTime(file);
  }

  private static String file(Path file) throws IOException {
    if (file.toString().endsWith(".jar")) {
      return jar(file);
    }
    return Files.size(file) <= MAX_BYTES ? checksum(Files.readAllBytes(file)) : date(file);
  }

  private static String jar(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      String text =
          Collections.list(file.entries()).stream()
              .map(entry -> entry.getName() + " " + entry.getSize() + " " + entry.getCrc())
              .collect(Collectors.joining("\n"));
      return checksum(text);
    }
  }

  private static String checksum(String text) {
    return checksum(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String checksum(byte[] bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    return bytes.length + " " + checksum.getValue();
  }
}
