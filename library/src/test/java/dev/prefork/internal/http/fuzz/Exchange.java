package dev.prefork.internal.http.fuzz;

/**
 * A request and its response.
 *
 * @param head the request without its body
 * @param closes whether the connection ends with the exchange
 * @param endsWithConnection whether only the end of the connection ends the response
 */
record Exchange(
    String head, String body, String response, boolean closes, boolean endsWithConnection) {

  String request() {
    return head + body;
  }
}
