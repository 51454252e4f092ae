/** Javalin, as its users write it. */
@NullMarked
package dev.prefork.servers.javalin;

import org.jspecify.annotations.NullMarked;
