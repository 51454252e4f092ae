/** What workers write, on its way to where it is read. */
@NullMarked
package dev.prefork.supervise.logs;

import org.jspecify.annotations.NullMarked;
