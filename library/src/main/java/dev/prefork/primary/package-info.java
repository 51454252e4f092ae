/** The primary's side: conductor, fleet, launching JVMs. */
@NullMarked
package dev.prefork.primary;

import org.jspecify.annotations.NullMarked;
