/** A worker that has been taken over: what it may do to its primary, it does. */
@org.jspecify.annotations.NullMarked
package dev.prefork.it.hostile;
