/**
 * Front ends beside the gateway's own, each an implementation of {@link dev.oxydra.types.Channel}
 * in a package of its own. There is none yet: terminals and WebSocket clients come in through the
 * gateway.
 */
@NullMarked
package dev.oxydra.channels;

import org.jspecify.annotations.NullMarked;
