/** Errors and record access for the codecs of messages. The codecs do not depend on channels. */
@NullMarked
package dev.prefork.internal.codec;

import org.jspecify.annotations.NullMarked;
