/** Reports to the service manager, and checks of the sockets that it passed on. */
@NullMarked
package dev.prefork.internal.supervisor.service;

import org.jspecify.annotations.NullMarked;
