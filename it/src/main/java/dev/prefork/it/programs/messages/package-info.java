/** Programs for the tests of messages, handles and listeners. */
@NullMarked
package dev.prefork.it.programs.messages;

import org.jspecify.annotations.NullMarked;
