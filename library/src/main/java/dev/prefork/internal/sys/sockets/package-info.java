/**
 * Sockets and their addresses as libc has them. What depends on a platform is here and in the
 * package above.
 */
@NullMarked
package dev.prefork.internal.sys.sockets;

import org.jspecify.annotations.NullMarked;
