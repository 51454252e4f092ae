/** Programs that are measured, in processes of their own. */
@NullMarked
package dev.prefork.bench.programs;

import org.jspecify.annotations.NullMarked;
