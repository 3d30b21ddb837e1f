/**
 * The agent loop: it takes a turn, builds the conversation from the journal, asks the model, runs
 * the tools that it calls, and goes on until there is an answer. {@link dev.oxydra.runtime.Agents}
 * is what the module offers. Which model, which tools and which journal is decided by whoever makes
 * one; sockets, files and sandboxes are the matter of other modules.
 */
@NullMarked
package dev.oxydra.runtime;

import org.jspecify.annotations.NullMarked;
