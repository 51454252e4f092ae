/** Access to the JDK's internals. */
@NullMarked
package dev.prefork.internal.nio.jdk;

import org.jspecify.annotations.NullMarked;
