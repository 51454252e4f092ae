/** Vert.x, as its users write it. */
@NullMarked
package dev.prefork.servers.vertx;

import org.jspecify.annotations.NullMarked;
