/** Text for terminals: tables and lines that fit the width. */
@NullMarked
package dev.prefork.cli.text;

import org.jspecify.annotations.NullMarked;
