/** TCP and Unix-domain servers of a worker, independent of the API that opened them. */
@NullMarked
package dev.prefork.internal.nio.listen;

import org.jspecify.annotations.NullMarked;
