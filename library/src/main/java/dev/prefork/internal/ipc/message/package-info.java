/** The bodies of frames, one class for each message of the protocol. */
@NullMarked
package dev.prefork.internal.ipc.message;

import org.jspecify.annotations.NullMarked;
