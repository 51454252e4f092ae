/** Decisions about workers: pure functions of the desired and the seen state. */
@NullMarked
package dev.prefork.internal.supervisor.plan;

import org.jspecify.annotations.NullMarked;
