package dev.prefork.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.model.ExitStatus;
import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sentences of the notes about workers, as docs/supervisor.md lists them. */
class WorkerNotesTest {
  private final WorkerNotes notes = new WorkerNotes("worker 3 (4711)");

  @Test
  void theStartOfAWorker() {
    assertThat(notes.listening("port 8000")).isEqualTo("worker 3 (4711) listens on port 8000");
    assertThat(notes.ready()).isEqualTo("worker 3 (4711) is ready");
    assertThat(notes.late(false, 10, "main method has returned"))
        .isEqualTo("worker 3 (4711) not listening after 10 s: main method has returned");
    assertThat(notes.late(true, 10, "main method has returned"))
        .isEqualTo("worker 3 (4711) not ready after 10 s: main method has returned");
  }

  @Test
  void theHealthOfAWorker() {
    assertThat(notes.outOfRotation(true, "deadlock of 2 threads"))
        .isEqualTo("worker 3 (4711) out of rotation: deadlock of 2 threads");
    assertThat(notes.outOfRotation(false, "unresponsive for 1.6 s"))
        .isEqualTo(
            "worker 3 (4711) out of rotation except where it accepts connections itself:"
                + " unresponsive for 1.6 s");
    assertThat(notes.recovered()).isEqualTo("worker 3 (4711) recovered, back in rotation");
    assertThat(notes.killing("unresponsive for 10.2 s", ""))
        .isEqualTo("worker 3 (4711) unresponsive for 10.2 s, killing it");
    assertThat(notes.killing("unhealthy for 10.2 s", "deadlock of 2 threads"))
        .isEqualTo("worker 3 (4711) unhealthy for 10.2 s, killing it: deadlock of 2 threads");
    assertThat(notes.threadDump(Path.of("/dumps/3.txt")))
        .isEqualTo("thread dump of worker 3 (4711): /dumps/3.txt");
    assertThat(notes.noThreadDump("no such process"))
        .isEqualTo("cannot take a thread dump of worker 3 (4711): no such process");
  }

  @Test
  void theEndOfAWorker() {
    assertThat(notes.replacing("accepted 6 connections"))
        .isEqualTo("replacing worker 3 (4711): accepted 6 connections");
    assertThat(notes.stopping("replaced by worker 5"))
        .isEqualTo("stopping worker 3 (4711): replaced by worker 5");
    assertThat(notes.unkillable("not permitted"))
        .isEqualTo("cannot kill worker 3 (4711): not permitted");
    assertThat(notes.killed("unresponsive for 10.2 s"))
        .isEqualTo("worker 3 (4711) killed: unresponsive for 10.2 s");
    assertThat(notes.exited(new ExitStatus(137), MoveReport.NONE))
        .isEqualTo("worker 3 (4711) exited with status 137 (SIGKILL)");
    assertThat(notes.exited(new ExitStatus(0), new MoveReport(212, Map.of(StayReason.UPGRADE, 1L))))
        .isEqualTo(
            "worker 3 (4711) exited with status 0; connections moved 212, stayed 1 (upgrade 1)");
    assertThat(notes.exitedEarly(new ExitStatus(1), ""))
        .isEqualTo("worker 3 (4711) exited with status 1 before it was ready");
    assertThat(notes.exitedEarly(new ExitStatus(1), "cannot bind 0.0.0.0:80"))
        .isEqualTo(
            "worker 3 (4711) exited with status 1 before it was ready: cannot bind 0.0.0.0:80");
  }
}
