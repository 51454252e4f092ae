/** Netty's native epoll transport in workers: the one thing that Netty has to be told. */
@NullMarked
package dev.prefork.netty;

import org.jspecify.annotations.NullMarked;
