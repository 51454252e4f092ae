/**
 * The machine around a cluster: service manager, inherited sockets, memory, terminal, environment.
 */
@NullMarked
package dev.prefork.internal.host;

import org.jspecify.annotations.NullMarked;
