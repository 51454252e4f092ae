package dev.prefork.ipc;

import dev.prefork.sys.DescriptorSocket;
import dev.prefork.sys.ErrnoException;
import dev.prefork.sys.Fd;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Frames that wait to be written to one socket, in order. */
final class Outbox implements AutoCloseable {
  private final Deque<Item> items = new ArrayDeque<>();

  /**
   * A frame, the descriptor that goes with its first byte (owned until then), and how far it is
   * written.
   */
  private static final class Item {
    final byte[] bytes;
    @Nullable Fd attached;
    final @Nullable Runnable written;
    int offset;

    Item(byte[] bytes, @Nullable Fd attached, @Nullable Runnable written) {
      this.bytes = bytes;
      this.attached = attached;
      this.written = written;
    }
  }

  void add(byte[] frame, @Nullable Fd attached, @Nullable Runnable written) {
    items.add(new Item(frame, attached, written));
  }

  /**
   * Writes as much as there is room for.
   *
   * @return true if nothing is left
   */
  boolean flush(DescriptorSocket io, int socket) throws ErrnoException {
    while (true) {
      Item item = items.peek();
      if (item == null) {
        return true;
      }
      if (!advance(item, io, socket)) {
        return false;
      }
      if (item.offset == item.bytes.length) {
        items.remove();
        if (item.written != null) {
          item.written.run();
        }
      }
    }
  }

  private static boolean advance(Item item, DescriptorSocket io, int socket) throws ErrnoException {
    int left = item.bytes.length - item.offset;
    if (item.attached == null) {
      item.offset += io.send(socket, item.bytes, item.offset, left);
      return item.bytes.length - item.offset < left;
    }
    int sent = io.send(socket, item.bytes, item.offset, left, item.attached.number());
    if (sent == DescriptorSocket.NOT_NOW) {
      return false;
    }
    item.offset += sent;
    item.attached.close();
    item.attached = null;
    return true;
  }

  /** Closes the descriptors that were not sent. */
  @Override
  public void close() {
    for (Item item : items) {
      if (item.attached != null) {
        item.attached.close();
      }
    }
    items.clear();
  }
}
