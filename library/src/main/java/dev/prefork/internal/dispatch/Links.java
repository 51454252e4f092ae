package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import java.io.IOException;

/** What all kinds of port say on links. */
final class Links {
  private Links() {}

  /** The last word to a worker that drains, or has died, before it has all that it listens with. */
  static void sendDraining(FrameChannel link) {
    try {
      link.send(Frame.encode(FrameType.DRAINING));
    } catch (IOException e) {
      // it is gone
    }
  }
}
