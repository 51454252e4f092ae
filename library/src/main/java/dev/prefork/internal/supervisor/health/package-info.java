/** Health checks of workers, and thread dumps of those that fail them. */
@NullMarked
package dev.prefork.internal.supervisor.health;

import org.jspecify.annotations.NullMarked;
