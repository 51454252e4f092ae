/** Jetty, embedded, as its users write it. */
@NullMarked
package dev.prefork.servers.jetty;

import org.jspecify.annotations.NullMarked;
