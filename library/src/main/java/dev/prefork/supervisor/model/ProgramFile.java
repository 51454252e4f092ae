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
 * @param path where it is, without symbolic links
 * @param modified its date
 * @param size its length in bytes
 */
public record ProgramFile(String path, Instant modified, long size) {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /**
   * Looks at a file.
   *
   * @param path the file
   * @return the file as it is now; empty if it cannot be read
   */
  public static Optional<ProgramFile> of(Path path) {
    try {
      Path real = path.toRealPath();
      var is = Files.readAttributes(real, BasicFileAttributes.class);
      Instant modified = is.lastModifiedTime().toInstant();
      return Optional.of(new ProgramFile(real.toString(), modified, is.size()));
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
