package dev.prefork.internal.supervisor.logs;

import java.io.IOException;
import java.io.OutputStream;

/** Writes lines to a stream, which is never closed. Used by one thread at a time. */
final class StreamTarget implements LineWriter.Target {
  private final OutputStream stream;

  /** Whether the last write failed, perhaps within a line. */
  private boolean incomplete;

  StreamTarget(OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (incomplete) {
      stream.write('\n');
    }
    incomplete = true;
    stream.write(lines);
    stream.flush();
    incomplete = false;
  }
}
