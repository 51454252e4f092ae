package dev.prefork.supervisor.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A file that workers run, as it was when their generation began.
 *
 * @param path the absolute path, with symbolic links resolved
 * @param modified the time of the last modification
 * @param size the size in bytes
 */
public record ProgramFile(String path, Instant modified, long size) {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /**
   * Reads the properties of a file.
   *
   * @param path the file
   * @return the properties; empty if the file cannot be read
   */
  public static Optional<ProgramFile> of(Path path) {
    try {
      Path real = path.toRealPath();
      var attributes = Files.readAttributes(real, BasicFileAttributes.class);
      Instant modified = attributes.lastModifiedTime().toInstant();
      return Optional.of(new ProgramFile(real.toString(), modified, attributes.size()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    String date = DATE.format(modified.atZone(ZoneId.systemDefault()));
    return path + " (" + date + ", " + size + " bytes)";
  }
}
