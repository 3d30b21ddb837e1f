package dev.oxydra.channels.telegram;

/**
 * As much of an answer as one message holds.
 *
 * @param markdown the part of the answer's Markdown that it was made of, with the fences of code
 *     that goes on before or after; {@code html} may say more than it does, as emphasis that is cut
 *     in two is whole on both sides
 * @param html for Telegram
 * @param plain what is visible of it, if Telegram should refuse the HTML
 */
record Piece(String markdown, String html, String plain) {}
