/** Policies: choose the worker for a connection, one class for each policy. */
@NullMarked
package dev.prefork.internal.dispatch.balance;

import org.jspecify.annotations.NullMarked;
