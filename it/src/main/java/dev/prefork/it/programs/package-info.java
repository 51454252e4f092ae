/**
 * Programs that the tests run as clusters. They print what happens, one fact per line that begins
 * with the kind of the fact, and run commands from standard input. What several of them share is in
 * the sub-packages.
 */
@NullMarked
package dev.prefork.it.programs;

import org.jspecify.annotations.NullMarked;
