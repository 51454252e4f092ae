/** Health checks of workers, and evidence about those that fail them. */
@NullMarked
package dev.prefork.internal.supervisor.health;

import org.jspecify.annotations.NullMarked;
