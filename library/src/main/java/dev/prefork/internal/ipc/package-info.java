/**
 * The channel between primary and worker: frames with descriptors, and the queues in front of it.
 */
@NullMarked
package dev.prefork.internal.ipc;

import org.jspecify.annotations.NullMarked;
