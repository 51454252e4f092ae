/** What several test programs use: arguments, commands, free ports, exhausted resources. */
@NullMarked
package dev.prefork.it.programs.support;

import org.jspecify.annotations.NullMarked;
