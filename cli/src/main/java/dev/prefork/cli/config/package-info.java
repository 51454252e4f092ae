/** The settings of a cluster: their table, and how flags, variables and a file are read. */
@NullMarked
package dev.prefork.cli.config;

import org.jspecify.annotations.NullMarked;
