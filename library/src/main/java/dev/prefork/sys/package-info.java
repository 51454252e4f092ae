/**
 * The operating system: libc through the Foreign Function &amp; Memory API, descriptors with one
 * owner, errno with a name. Everything that knows a platform is in this package.
 */
@NullMarked
package dev.prefork.sys;

import org.jspecify.annotations.NullMarked;
