/**
 * Front ends beside the gateway's own, each an implementation of {@link dev.oxydra.types.Channel}
 * in a package of its own, and a line in {@link dev.oxydra.channels.BuiltInChannels}. What they
 * have in common is here: a platform is told what it is to send by a {@link
 * dev.oxydra.channels.Messenger}, and says what came in to {@link dev.oxydra.channels.Chats}, which
 * knows who may write, which chat talks to which session, and what each chat has been given.
 */
@NullMarked
package dev.oxydra.channels;

import org.jspecify.annotations.NullMarked;
