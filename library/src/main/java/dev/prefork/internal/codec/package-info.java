/**
 * Errors and record access that both codecs of messages use. The codecs know nothing of channels.
 */
@NullMarked
package dev.prefork.internal.codec;

import org.jspecify.annotations.NullMarked;
