/** What can be measured only from within the room. */
@NullMarked
package dev.prefork.nio;

import org.jspecify.annotations.NullMarked;
