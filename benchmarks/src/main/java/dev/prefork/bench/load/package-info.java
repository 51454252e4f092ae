/** Clients that put load on a server, and what they report about it. */
@NullMarked
package dev.prefork.bench.load;

import org.jspecify.annotations.NullMarked;
