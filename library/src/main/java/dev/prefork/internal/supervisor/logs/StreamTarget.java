package dev.prefork.internal.supervisor.logs;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that lines go to, and that is never closed. It belongs to one thread at a time. */
final class StreamTarget implements LineWriter.Target {
  private final OutputStream stream;

  /** Whether the last line there may have no end: how much was written is not known. */
  private boolean torn;

  StreamTarget(OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (torn) {
      stream.write('\n');
    }
    torn = true;
    stream.write(lines);
    stream.flush();
    torn = false;
  }
}
