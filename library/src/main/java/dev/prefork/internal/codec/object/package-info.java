/** Messages as Java objects of an allow list, for {@code Serialization.ADVANCED}. */
@NullMarked
package dev.prefork.internal.codec.object;

import org.jspecify.annotations.NullMarked;
