/** Access to the host: service manager, inherited sockets, memory, terminal, environment. */
@NullMarked
package dev.prefork.internal.host;

import org.jspecify.annotations.NullMarked;
