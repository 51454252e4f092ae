package dev.prefork.it.harness.load;

/**
 * A request that was not answered as it should have been.
 *
 * @param outcome how it ended
 * @param reused whether its connection had served requests before
 * @param clientPort the connection's port at the client's end; 0 if there was none
 * @param began when it was begun, as {@link System#nanoTime}
 * @param detail what else is known
 */
public record FailedRequest(
    Outcome outcome, boolean reused, int clientPort, long began, String detail) {
  @Override
  public String toString() {
    return (reused ? "reused " : "fresh ") + outcome + " " + clientPort + " (" + detail + ")";
  }
}
