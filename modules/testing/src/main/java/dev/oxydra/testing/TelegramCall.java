package dev.oxydra.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A call of the bot.
 *
 * @param method as Telegram writes it, such as {@code sendMessage}
 * @param parameters values of forms are texts, and of JSON what they are; uploads are left out
 */
public record TelegramCall(String method, ObjectNode parameters, Instant at) {}
