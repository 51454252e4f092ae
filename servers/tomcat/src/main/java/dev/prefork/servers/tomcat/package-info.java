/** Tomcat, embedded, as its users write it. */
@NullMarked
package dev.prefork.servers.tomcat;

import org.jspecify.annotations.NullMarked;
