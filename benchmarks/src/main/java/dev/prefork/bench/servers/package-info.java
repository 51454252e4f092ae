/** Starts the servers and clusters that are compared, and reads their processor time and memory. */
@NullMarked
package dev.prefork.bench.servers;

import org.jspecify.annotations.NullMarked;
