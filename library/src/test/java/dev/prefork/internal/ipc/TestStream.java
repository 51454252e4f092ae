package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Fd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes as much as the test says there is room for. */
final class TestStream implements Outbox.Wire {
  final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  final List<Integer> writes = new ArrayList<>();
  final List<String> attached = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(64);
  int room = Integer.MAX_VALUE;
  @Nullable IOException fault;

  @Override
  public ByteBuffer staging() {
    return buffer.clear();
  }

  @Override
  public int write(@Nullable Fd descriptor) throws IOException {
    if (fault != null) {
      throw fault;
    }
    int count = Math.min(room, buffer.position());
    taken.write(buffer.array(), 0, count);
    room -= count;
    writes.add(count);
    if (descriptor != null && count > 0) {
      attached.add(taken.size() - count + ":" + Descriptors.identity(descriptor));
    }
    return count;
  }

  String text() {
    return taken.toString(StandardCharsets.US_ASCII);
  }
}
