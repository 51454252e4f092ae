/** What was measured, and how it is written down. Starts nothing and measures nothing. */
@NullMarked
package dev.prefork.bench.report;

import org.jspecify.annotations.NullMarked;
