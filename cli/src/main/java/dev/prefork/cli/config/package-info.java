/**
 * What an operator wants, from flags, variables and a file: one table, and the way from text to
 * values.
 */
@NullMarked
package dev.prefork.cli.config;

import org.jspecify.annotations.NullMarked;
