/** Undertow, as its users write it. */
@NullMarked
package dev.prefork.servers.undertow;

import org.jspecify.annotations.NullMarked;
