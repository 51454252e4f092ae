/** Netty, as its users write it. */
@NullMarked
package dev.prefork.servers.netty;

import org.jspecify.annotations.NullMarked;
