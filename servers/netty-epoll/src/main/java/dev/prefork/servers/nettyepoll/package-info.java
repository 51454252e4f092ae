/** Netty, as its users write it. */
@NullMarked
package dev.prefork.servers.nettyepoll;

import org.jspecify.annotations.NullMarked;
