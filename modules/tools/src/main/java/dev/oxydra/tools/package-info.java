/**
 * The built-in tools, each declared with {@code @Tool}; {@link dev.oxydra.tools.BuiltInTools} makes
 * them. Files are reached through one {@code Workspace}, which confines them; commands run in the
 * shell daemon, on the other side of a socket. Every tool's output is bounded by one decorator.
 */
@NullMarked
package dev.oxydra.tools;

import org.jspecify.annotations.NullMarked;
