/** Servers in two workers, and what others have made to keep such workers: start, reload, kill. */
@NullMarked
package dev.prefork.bench.manage;

import org.jspecify.annotations.NullMarked;
