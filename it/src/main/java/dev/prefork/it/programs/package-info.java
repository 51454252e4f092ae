/**
 * Programs that the tests run as clusters. They print what happens, one fact per line and the kind
 * of fact first, and do what they are told on standard input.
 */
@NullMarked
package dev.prefork.it.programs;

import org.jspecify.annotations.NullMarked;
