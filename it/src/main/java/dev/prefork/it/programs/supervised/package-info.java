/** Programs for the tests of the supervisor: a cluster with a supervisor, and its workers. */
@NullMarked
package dev.prefork.it.programs.supervised;

import org.jspecify.annotations.NullMarked;
