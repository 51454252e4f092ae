/** Decisions about workers: pure functions of the desired and the actual state. */
@NullMarked
package dev.prefork.internal.supervisor.plan;

import org.jspecify.annotations.NullMarked;
