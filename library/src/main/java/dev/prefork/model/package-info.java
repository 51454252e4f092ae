/** Immutable values that the API, the supervisor and every internal package share. */
@NullMarked
package dev.prefork.model;

import org.jspecify.annotations.NullMarked;
