/** What is measured: each benchmark, and the program that runs them. */
@NullMarked
package dev.prefork.bench;

import org.jspecify.annotations.NullMarked;
