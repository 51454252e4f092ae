/**
 * Ports in the primary: listening, and giving workers their share. A policy is one implementation
 * of {@link dev.prefork.dispatch.Port}.
 */
@NullMarked
package dev.prefork.dispatch;

import org.jspecify.annotations.NullMarked;
