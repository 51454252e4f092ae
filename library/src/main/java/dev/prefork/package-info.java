/** The API: a program that forks workers, or is one. */
@NullMarked
package dev.prefork;

import org.jspecify.annotations.NullMarked;
