/** Gives established connections of a draining worker to other workers. */
@NullMarked
package dev.prefork.internal.nio.move;

import org.jspecify.annotations.NullMarked;
