package dev.prefork.internal.http;

/** What the headers of one message say about its end and about the end of the connection. */
final class Fields {
  private static final int MAX_LENGTH_DIGITS = 18;

  private long contentLength;
  private boolean hasLength;
  private boolean isChunked;
  private boolean hasHost;
  private boolean closes;
  private boolean keepsAlive;

  void clear() {
    contentLength = 0;
    hasLength = false;
    isChunked = false;
    hasHost = false;
    closes = false;
    keepsAlive = false;
  }

  /** Reads a line; returns false if it is no header, or is one that could be read in two ways. */
  boolean add(Line line) {
    int end = FieldName.lengthIn(line);
    if (end < 0) {
      return false;
    }
    int from = line.skipBlanks(end + 1);
    int to = line.trimBlanks(from, line.length());
    return switch (FieldName.of(line, end)) {
      case CONTENT_LENGTH -> addLength(line, from, to);
      case TRANSFER_ENCODING -> addCoding(line, from, to);
      case HOST -> addHost();
      case CONNECTION -> addOptions(line, from, to);
      case OTHER -> true;
    };
  }

  private boolean addLength(Line line, int from, int to) {
    int digits = to - from;
    boolean valid = !hasLength && !isChunked && digits > 0 && digits <= MAX_LENGTH_DIGITS;
    hasLength = true;
    for (int at = from; valid && at < to; at++) {
      valid = Grammar.isDigit(line.at(at));
      contentLength = 10 * contentLength + line.at(at) - '0';
    }
    return valid;
  }

  private boolean addCoding(Line line, int from, int to) {
    boolean valid = !hasLength && !isChunked && line.isAnyCase(from, to, "chunked");
    isChunked = true;
    return valid;
  }

  private boolean addHost() {
    boolean first = !hasHost;
    hasHost = true;
    return first;
  }

  /** Reads the list of a Connection header, which may have empty elements. */
  private boolean addOptions(Line line, int from, int to) {
    int at = from;
    while (at < to) {
      int end = line.endOfToken(at);
      closes |= line.isAnyCase(at, end, "close");
      keepsAlive |= line.isAnyCase(at, end, "keep-alive");
      at = line.skipBlanks(end);
      if (at < to && line.at(at) != ',') {
        return false;
      }
      at = line.skipBlanks(at + 1);
    }
    return true;
  }

  boolean hasLength() {
    return hasLength;
  }

  /** Returns the value of Content-Length; 0 if there is none. */
  long contentLength() {
    return contentLength;
  }

  boolean isChunked() {
    return isChunked;
  }

  boolean hasHost() {
    return hasHost;
  }

  boolean closes() {
    return closes;
  }

  boolean keepsAlive() {
    return keepsAlive;
  }
}
