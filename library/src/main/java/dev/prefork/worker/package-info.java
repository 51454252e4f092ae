/** The worker's side: boot, runtime, drain, death of the primary. */
@NullMarked
package dev.prefork.worker;

import org.jspecify.annotations.NullMarked;
