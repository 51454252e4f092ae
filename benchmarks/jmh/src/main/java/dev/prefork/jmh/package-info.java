/** The pieces that every message and every connection goes through, each measured alone. */
@NullMarked
package dev.prefork.jmh;

import org.jspecify.annotations.NullMarked;
