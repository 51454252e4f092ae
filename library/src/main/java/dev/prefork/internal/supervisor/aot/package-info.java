/** AOT caches: training in the background, and workers that start from them. */
@NullMarked
package dev.prefork.internal.supervisor.aot;

import org.jspecify.annotations.NullMarked;
