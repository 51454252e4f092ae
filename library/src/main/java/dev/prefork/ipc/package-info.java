/** One channel between primary and worker: framed messages with descriptors, and their codecs. */
@NullMarked
package dev.prefork.ipc;

import org.jspecify.annotations.NullMarked;
