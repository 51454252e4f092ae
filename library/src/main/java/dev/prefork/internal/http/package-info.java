/**
 * Finds where the exchanges of an HTTP/1.x connection end. Whatever two parsers could read
 * differently is refused: a wrong boundary would let a request of one side become a part of another
 * one.
 */
@NullMarked
package dev.prefork.internal.http;

import org.jspecify.annotations.NullMarked;
