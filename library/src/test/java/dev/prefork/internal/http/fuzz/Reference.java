package dev.prefork.internal.http.fuzz;

/** The parser of a real server, which gets the bytes of both sides. */
interface Reference {
  void request(byte[] bytes);

  void response(byte[] bytes);

  /** What the parser objects to a boundary after so many exchanges; empty if nothing. */
  String objections(int exchanges);
}
