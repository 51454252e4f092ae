/**
 * The machine around a cluster: the service manager that started this process, the sockets that it
 * has passed on, and what is asked of a process that is the first of its container.
 */
@NullMarked
package dev.prefork.host;

import org.jspecify.annotations.NullMarked;
