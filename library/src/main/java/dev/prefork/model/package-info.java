/**
 * Values that every part of Prefork speaks: immutable, with no behaviour beyond questions about
 * themselves.
 */
@NullMarked
package dev.prefork.model;

import org.jspecify.annotations.NullMarked;
