/** The doors of the library: what a program that forks workers, or is one, uses. */
@NullMarked
package dev.prefork;

import org.jspecify.annotations.NullMarked;
