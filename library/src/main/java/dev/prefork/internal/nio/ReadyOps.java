package dev.prefork.internal.nio;

import java.nio.channels.SelectionKey;
import sun.nio.ch.Net;
import sun.nio.ch.SelectionKeyImpl;

/**
 * Translates between poll(2)'s events and a selection key's operations, for a channel that can only
 * accept.
 */
final class ReadyOps {
  private ReadyOps() {}

  static int interest(int operations) {
    return (operations & SelectionKey.OP_ACCEPT) == 0 ? 0 : Net.POLLIN;
  }

  /**
   * Sets the key's ready operations.
   *
   * @param initial what counts as ready already
   * @return true if something became ready that was not
   */
  static boolean translate(int events, int initial, SelectionKeyImpl key) {
    int before = key.nioReadyOps();
    int ready = initial;
    if ((events & (Net.POLLERR | Net.POLLHUP)) != 0) {
      ready = key.nioInterestOps(); // whoever acts on it learns the reason
    } else if ((events & Net.POLLIN) != 0) {
      ready |= key.nioInterestOps() & SelectionKey.OP_ACCEPT;
    }
    key.nioReadyOps(ready);
    return (ready & ~before) != 0;
  }
}
