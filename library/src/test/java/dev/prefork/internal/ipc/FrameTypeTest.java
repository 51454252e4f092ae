package dev.prefork.internal.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No frame is taken for another. */
class FrameTypeTest {
  @ParameterizedTest
  @EnumSource
  void aFrameIsReadAsTheTypeThatItWasWrittenAs(FrameType type) {
    assertThat(FrameType.of(type.letter())).isSameAs(type);
  }
}
