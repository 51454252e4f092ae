package dev.prefork.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibcTest {
  @Test
  void freeMemoryIsGivenBackOrThereIsNone() {
    assertThat(new Libc().mallocTrim(0)).isBetween(0, 1);
  }
}
