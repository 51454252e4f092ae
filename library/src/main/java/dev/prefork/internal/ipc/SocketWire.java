package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes an outbox's frames to a socket. */
record SocketWire(DescriptorSocket io, Fd fd) implements Outbox.Wire {
  @Override
  public ByteBuffer staging() {
    return io.buffer();
  }

  @Override
  public int write(@Nullable Fd attached) throws IOException {
    return io.send(fd.number(), attached);
  }
}
