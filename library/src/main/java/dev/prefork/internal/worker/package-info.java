/** The worker: its start, its channel to the primary, draining, and its end. */
@NullMarked
package dev.prefork.internal.worker;

import org.jspecify.annotations.NullMarked;
