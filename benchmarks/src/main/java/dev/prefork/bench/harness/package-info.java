/** What every benchmark uses: options, rounds, progress, and the programs to run. */
@NullMarked
package dev.prefork.bench.harness;

import org.jspecify.annotations.NullMarked;
