/** Encodes and decodes messages as JSON, for {@code Serialization.JSON}. */
@NullMarked
package dev.prefork.internal.codec.json;

import org.jspecify.annotations.NullMarked;
