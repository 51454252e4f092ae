/**
 * Access to the operating system: calls of libc, descriptors with one owner, named error numbers.
 */
@NullMarked
package dev.prefork.internal.sys;

import org.jspecify.annotations.NullMarked;
