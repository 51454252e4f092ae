/** Collects figures, and writes them as Markdown, JSON and charts. Measures nothing itself. */
@NullMarked
package dev.prefork.bench.report;

import org.jspecify.annotations.NullMarked;
