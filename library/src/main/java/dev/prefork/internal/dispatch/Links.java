package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import java.io.IOException;

/** Sends frames that are common to all kinds of port. */
final class Links {
  private Links() {}

  /** Ends a link before the worker has its socket, so that the end is not taken for a failure. */
  static void sendDraining(FrameChannel link) {
    try {
      link.send(Frame.encode(FrameType.DRAINING));
    } catch (IOException e) {
      // the worker has already closed the link
    }
  }
}
