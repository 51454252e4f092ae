/**
 * How commands reach a running cluster: a Unix socket of its own, one JSON request for each
 * connection, and JSON answers line by line. The messages, their server and their client.
 */
@NullMarked
package dev.prefork.cli.control;

import org.jspecify.annotations.NullMarked;
