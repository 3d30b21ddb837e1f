/**
 * The nouns of the system, and the interfaces between its modules: ids, messages, events, turns,
 * the frames of the gateway protocol, the configuration that a guest is given, and {@code
 * Provider}, {@code Tool}, {@code Journal}, {@code Projections}, {@code TurnRunner}, {@code
 * Channel}. Records and sealed interfaces without input, output or state. What reads or writes
 * files, sockets or clocks lives in the module that needs it.
 */
@NullMarked
package dev.oxydra.types;

import org.jspecify.annotations.NullMarked;
