/**
 * Tests of what a user gets: real servers in real processes, started from the packaged jars. What
 * those processes run is here, the tests themselves are in the test sources.
 */
@NullMarked
package dev.prefork.it;

import org.jspecify.annotations.NullMarked;
