/** What a terminal shows: tables, texts that fit its width. */
@NullMarked
package dev.prefork.cli.text;

import org.jspecify.annotations.NullMarked;
