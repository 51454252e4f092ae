/**
 * Sockets and their addresses through libc. Code that depends on the platform is in this package
 * and in its parent.
 */
@NullMarked
package dev.prefork.internal.sys.sockets;

import org.jspecify.annotations.NullMarked;
