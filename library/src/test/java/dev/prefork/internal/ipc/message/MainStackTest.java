package dev.prefork.internal.ipc.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.Frame;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker's main thread does arrives, and fits on a line. */
class MainStackTest {
  private static MainStack sent(MainStack stack) throws IOException {
    byte[] frame = stack.encode();
    byte[] body = java.util.Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
    return MainStack.decode(body);
  }

  @Test
  void framesArriveInOrder() throws IOException {
    MainStack stack = new MainStack(List.of("a.B.c(B.java:1)", "a.B.main(B.java:2)"));
    assertThat(sent(stack)).isEqualTo(stack);
    assertThat(sent(new MainStack(List.of())).frames()).isEmpty();
  }

  @Test
  void itIsShortAndHarmlessWhateverTheNames() throws IOException {
    String evil = "a.\u001b[2J\r\n\u202e" + "x".repeat(1000);
    MainStack stack = sent(new MainStack(Collections.nCopies(100, evil)));
    assertThat(stack.frames())
        .hasSize(MainStack.MAX_FRAMES)
        .allSatisfy(
            frame -> assertThat(frame).hasSize(MainStack.MAX_CHARACTERS).startsWith("a.?[2J???x"));
  }
}
