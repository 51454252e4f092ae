package dev.prefork.internal.supervisor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.supervisor.model.LogOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lost lines are reported in a note, and in their place. */
class LogNoticesTest {
  private final IOException full = new IOException("No space left on device");

  private final List<String> notes = new ArrayList<>();
  private final LogNotices notices =
      new LogNotices(LogOptions.Format.PREFIXED, "the log file app.log", notes::add);

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }

  @Test
  void aFailureAndItsEndAreNotes() {
    notices.failed(full);
    notices.resumed(312);
    notices.resumed(1);
    assertThat(notes)
        .containsExactly(
            "cannot write to the log file app.log: No space left on device; lines are lost until"
                + " writing works again",
            "writing to the log file app.log works again; 312 lines lost",
            "writing to the log file app.log works again; 1 line lost");
  }

  @Test
  void aLineStandsInThePlaceOfLostLines() {
    assertThat(text(notices.lost(312, full)))
        .isEqualTo(
            "[prefork] 312 lines lost here: cannot write to the log file app.log: No space left on"
                + " device\n");
    assertThat(text(notices.lost(1, null)))
        .isEqualTo(
            "[prefork] 1 line lost here: workers wrote faster than lines could be written\n");
  }
}
