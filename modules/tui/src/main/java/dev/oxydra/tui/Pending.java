package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;

/**
 * A prompt that was sent and is not known to be committed.
 *
 * @param frame the same again after a lost connection: a turn's id makes it run once
 */
record Pending(ClientFrame.SendTurn frame) {}
