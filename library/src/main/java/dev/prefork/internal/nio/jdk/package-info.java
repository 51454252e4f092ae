/** Access to internals of the JDK. */
@NullMarked
package dev.prefork.internal.nio.jdk;

import org.jspecify.annotations.NullMarked;
