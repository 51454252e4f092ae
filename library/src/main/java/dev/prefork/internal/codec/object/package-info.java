/** Encodes messages as objects of allowed classes, for {@code Serialization.ADVANCED}. */
@NullMarked
package dev.prefork.internal.codec.object;

import org.jspecify.annotations.NullMarked;
