/**
 * What applications may expect of a {@code ServerSocketChannel}: a program that checks it, in a
 * plain JVM as in a worker.
 */
@NullMarked
package dev.prefork.it.channel;

import org.jspecify.annotations.NullMarked;
