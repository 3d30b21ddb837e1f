/**
 * Telegram, over its Bot API: a poll loop of our own, as the library's goes on saying that it runs
 * when it doesn't. What a chat is and does is in {@link dev.oxydra.channels.Chats}.
 */
@NullMarked
package dev.oxydra.channels.telegram;

import org.jspecify.annotations.NullMarked;
