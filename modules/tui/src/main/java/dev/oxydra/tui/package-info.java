/**
 * The terminal front end: a client of the gateway with a message pane, a multi-line input and a
 * status line. It starts nothing, and knows nothing that does not come over the gateway's protocol.
 *
 * <p>{@code Screen} and what it is made of is the pure model, {@code Update} changes it, {@code
 * Renderer} turns it into lines, {@code Painter} turns what changed of the lines into control
 * sequences for the terminal, {@code GatewayLink} holds the connection, and {@code UiLoop} is the
 * one thread that all of it runs on.
 */
@NullMarked
package dev.oxydra.tui;

import org.jspecify.annotations.NullMarked;
