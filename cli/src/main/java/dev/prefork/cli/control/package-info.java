/**
 * The control socket of a running cluster: its protocol, its server and its client. A connection
 * has one request and then answers, each a line of JSON.
 */
@NullMarked
package dev.prefork.cli.control;

import org.jspecify.annotations.NullMarked;
