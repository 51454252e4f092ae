/** Spring Boot with Tomcat, as its users write it. */
@NullMarked
package dev.prefork.servers.boottomcat;

import org.jspecify.annotations.NullMarked;
