/**
 * The composition root of a guest: one user's agent in one JVM. It reads its {@link
 * dev.oxydra.types.Bootstrap} from standard input, wires journal, model, tools, loop and gateway
 * with plain constructors, serves until it is told to stop, and says in {@code ipc/} where it can
 * be reached. What a guest knows to use is in the lists {@code BuiltIn…}; what those do is in their
 * modules.
 */
@NullMarked
package dev.oxydra.guest;

import org.jspecify.annotations.NullMarked;
