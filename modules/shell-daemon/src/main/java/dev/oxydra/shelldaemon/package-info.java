/**
 * A small process beside the guest that runs commands for it, in the sandbox that it is started in.
 * {@link dev.oxydra.shelldaemon.Main} listens on a Unix socket; one connection runs one command.
 * What a command may reach is decided by the sandbox, not here.
 */
@NullMarked
package dev.oxydra.shelldaemon;

import org.jspecify.annotations.NullMarked;
