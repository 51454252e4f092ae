/** A TCP or Unix-domain server of a worker, whatever API it was opened with. */
@NullMarked
package dev.prefork.internal.nio.listen;

import org.jspecify.annotations.NullMarked;
