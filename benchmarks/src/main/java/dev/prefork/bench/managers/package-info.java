/**
 * Runs process managers such as pm2 and gunicorn, each with two workers: start, reload, and the
 * crash of a worker.
 */
@NullMarked
package dev.prefork.bench.managers;

import org.jspecify.annotations.NullMarked;
