package dev.prefork.internal.supervisor.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.supervisor.model.AotCacheStatus;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches are kept, found and removed. */
class CacheDirectoryTest {
  private static final Served SERVED =
      new Served(Duration.ofSeconds(132), Duration.ofMillis(21_300), 3412);

  @TempDir private Path home;

  private CacheDirectory open() throws IOException {
    return CacheDirectory.open(Map.of(), home.toString());
  }

  private Path write(CacheDirectory directory, String name, CacheKind kind) throws IOException {
    Files.writeString(directory.temporary(name), "a cache");
    directory.publish(directory.temporary(name), name, kind, SERVED);
    return directory.file(name, kind);
  }

  private long files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void aCacheWithProfilesTakesThePlaceOfOneWithClasses() throws IOException {
    CacheDirectory directory = open();
    assertThat(directory.best("a")).isNull();
    Path classes = write(directory, "a", CacheKind.CLASSES);
    assertThat(directory.best("a")).isEqualTo(CacheKind.CLASSES);
    write(directory, "a", CacheKind.PROFILES);
    assertThat(directory.best("a")).isEqualTo(CacheKind.PROFILES);
    assertThat(classes).doesNotExist();
    directory.delete("a");
    assertThat(directory.best("a")).isNull();
    assertThat(files(Objects.requireNonNull(classes.getParent()))).isZero();
  }

  @Test
  void howACacheWasRecordedIsKeptBesideIt() throws IOException {
    Path cache = write(open(), "a", CacheKind.PROFILES);
    assertThat(CacheInfo.read(cache, CacheKind.PROFILES))
        .returns(SERVED.time(), AotCacheStatus::time)
        .returns(SERVED.processorTime(), AotCacheStatus::processorTime)
        .returns(3412L, AotCacheStatus::connections);
    Files.writeString(CacheInfo.of(cache), "connections=many");
    assertThat(CacheInfo.read(cache, CacheKind.PROFILES)).isNull();
    Files.delete(CacheInfo.of(cache));
    assertThat(CacheInfo.read(cache, CacheKind.PROFILES)).isNull();
  }

  @Test
  void theLeastRecentlyUsedCachesAreRemoved() throws IOException {
    CacheDirectory directory = open();
    for (int i = 1; i <= 6; i++) {
      Path cache = write(directory, "c" + i, CacheKind.PROFILES);
      Files.setLastModifiedTime(cache, FileTime.from(Instant.now().minusSeconds(100 - i)));
    }
    assertThat(directory.best("c1")).isNotNull(); // marks it as used
    write(directory, "c7", CacheKind.PROFILES);
    assertThat(directory.best("c1")).isNotNull();
    assertThat(directory.best("c2")).isNull();
    assertThat(directory.best("c3")).isNotNull();
  }

  @Test
  void whatADeadProcessLeftIsRemovedAndNothingElse() throws IOException {
    CacheDirectory directory = open();
    Path own = Files.writeString(directory.configuration("a"), "of this process");
    Path cache = write(directory, "a", CacheKind.PROFILES);
    Path dead = Files.writeString(own.resolveSibling("a.999999999.config"), "of none");
    Path partial = Files.writeString(own.resolveSibling("a.999999999.tmp"), "of none");
    directory.removeLeftovers();
    assertThat(own).exists();
    assertThat(cache).exists();
    assertThat(dead).doesNotExist();
    assertThat(partial).doesNotExist();
  }

  @Test
  void oneProcessAtATimeRecordsForACache() throws IOException {
    CacheDirectory directory = open();
    assertThat(directory.isUnlocked("a")).isTrue();
    try (FileChannel lock = Objects.requireNonNull(directory.lock("a"))) {
      assertThat(lock.isOpen()).isTrue();
      assertThat(directory.isUnlocked("a")).isFalse();
      assertThat(directory.isUnlocked("b")).isTrue();
    }
    assertThat(directory.isUnlocked("a")).isTrue();
  }
}
