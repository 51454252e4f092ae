/** The JDK's socket API in a worker: its extension points and the channels behind them. */
@NullMarked
package dev.prefork.internal.nio;

import org.jspecify.annotations.NullMarked;
