/**
 * HTTP/1.1 servers that keep their connections, one for each kind of the JDK's sockets, for the
 * tests of moving them.
 */
@NullMarked
package dev.prefork.it.programs.moves;

import org.jspecify.annotations.NullMarked;
