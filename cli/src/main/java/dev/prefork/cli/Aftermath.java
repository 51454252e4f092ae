package dev.prefork.cli;

/** What becomes of a cluster when a worker has died. */
enum Aftermath {
  /** It served: another takes its place at once. */
  FORK_AGAIN,
  /** It never came to serve, but others do: another tries, after a pause. */
  FORK_LATER,
  /** None has ever served: the next would not either. */
  GIVE_UP,
  /** The cluster is ending anyway. */
  NOTHING;

  /**
   * Decides.
   *
   * @param stopping the cluster is ending
   * @param listened the dead worker listened on some port
   * @param anyListened some worker ever did
   */
  static Aftermath of(boolean stopping, boolean listened, boolean anyListened) {
    if (stopping) {
      return NOTHING;
    }
    if (listened) {
      return FORK_AGAIN;
    }
    return anyListened ? FORK_LATER : GIVE_UP;
  }
}
