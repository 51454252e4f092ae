/** Threads, locks and rate-limited logging. */
@NullMarked
package dev.prefork.internal.concurrent;

import org.jspecify.annotations.NullMarked;
