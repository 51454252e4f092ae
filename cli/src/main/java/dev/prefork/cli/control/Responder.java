package dev.prefork.cli.control;

import java.util.function.Consumer;

/** Executes requests. */
public interface Responder {
  /**
   * Begins to execute a request. Called on a virtual thread, so it may block.
   *
   * @param request the request
   * @param answers takes answers from any thread without blocking, up to the {@linkplain
   *     Answer#isLast last one}
   * @return closed after the last answer, or when the client disconnects
   */
  AutoCloseable respond(Request request, Consumer<Answer> answers);
}
