/**
 * Workers that start from an AOT cache, which is trained in the background: never needed, and never
 * in the way.
 */
@NullMarked
package dev.prefork.supervise.aot;

import org.jspecify.annotations.NullMarked;
