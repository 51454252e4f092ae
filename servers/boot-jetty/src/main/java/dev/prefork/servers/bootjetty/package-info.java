/** Spring Boot with Jetty, as its users write it. */
@NullMarked
package dev.prefork.servers.bootjetty;

import org.jspecify.annotations.NullMarked;
