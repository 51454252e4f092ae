/**
 * Ports in the primary: listening sockets and handing connections to workers. A policy is one
 * implementation of {@link dev.prefork.internal.dispatch.Port}.
 */
@NullMarked
package dev.prefork.internal.dispatch;

import org.jspecify.annotations.NullMarked;
