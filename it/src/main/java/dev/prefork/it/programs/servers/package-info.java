/**
 * Servers for workers of the test programs, one for each kind of the JDK's sockets. They answer
 * with the worker's id, its pid, a count and the client's question.
 */
@NullMarked
package dev.prefork.it.programs.servers;

import org.jspecify.annotations.NullMarked;
