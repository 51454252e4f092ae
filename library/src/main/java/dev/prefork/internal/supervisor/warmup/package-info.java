/** Warm-up requests: what a new worker answers before it gets its first connection. */
@NullMarked
package dev.prefork.internal.supervisor.warmup;

import org.jspecify.annotations.NullMarked;
