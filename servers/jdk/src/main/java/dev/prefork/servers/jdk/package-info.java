/** Servers of what the JDK has, as its users write it. */
@NullMarked
package dev.prefork.servers.jdk;

import org.jspecify.annotations.NullMarked;
