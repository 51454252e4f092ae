/** AOT caches: recorded by workers that serve, and used by workers that start. */
@NullMarked
package dev.prefork.internal.supervisor.aot;

import org.jspecify.annotations.NullMarked;
