/** The supervisor's options, and the records that it returns. */
@NullMarked
package dev.prefork.supervisor.model;

import org.jspecify.annotations.NullMarked;
