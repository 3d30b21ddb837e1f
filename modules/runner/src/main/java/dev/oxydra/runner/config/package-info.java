/**
 * Configuration: where it is read from, how it is checked and bound to records, how it is shown,
 * and who may answer by it, with whose key. What a key means is said where its record is. Nothing
 * here is loaded by commands that need no configuration.
 */
@NullMarked
package dev.oxydra.runner.config;

import org.jspecify.annotations.NullMarked;
