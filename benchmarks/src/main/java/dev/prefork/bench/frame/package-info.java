/**
 * What every benchmark is given: how long and how often to measure, the tools, a place for its
 * figures.
 */
@NullMarked
package dev.prefork.bench.frame;

import org.jspecify.annotations.NullMarked;
