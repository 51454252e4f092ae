package dev.prefork.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class LibcTest {
  @Test
  void freeMemoryIsGivenBackOrThereIsNone() {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(new Libc(arena).mallocTrim(0)).isBetween(0, 1);
    }
  }
}
