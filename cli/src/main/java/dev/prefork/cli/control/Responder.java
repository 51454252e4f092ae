package dev.prefork.cli.control;

import java.util.function.Consumer;

/** Does what is asked for. */
public interface Responder {
  /**
   * Begins to do it. Called on a virtual thread that may wait.
   *
   * @param request what is asked for
   * @param answers takes answers from any thread, and never waits; the last is one that {@linkplain
   *     Answer#isLast is the last}
   * @return what to close when the conversation is over, also if the client has gone
   */
  AutoCloseable respond(Request request, Consumer<Answer> answers);
}
