/** The files of the program that workers run. */
@NullMarked
package dev.prefork.internal.supervisor.program;

import org.jspecify.annotations.NullMarked;
