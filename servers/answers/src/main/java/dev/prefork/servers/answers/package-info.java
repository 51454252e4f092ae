/** What the servers tell their clients, and the tests. */
@NullMarked
package dev.prefork.servers.answers;

import org.jspecify.annotations.NullMarked;
