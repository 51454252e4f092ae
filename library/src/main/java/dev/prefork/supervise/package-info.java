/**
 * N workers kept alive: started, watched, replaced, reloaded, scaled and stopped. Decisions are
 * pure functions over what is known of the workers; one thread carries them out.
 */
@NullMarked
package dev.prefork.supervise;

import org.jspecify.annotations.NullMarked;
