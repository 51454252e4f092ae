/**
 * The operating system: libc through the Foreign Function &amp; Memory API, descriptors with one
 * owner, errno with a name.
 */
@NullMarked
package dev.prefork.internal.sys;

import org.jspecify.annotations.NullMarked;
