package dev.oxydra.channels;

import dev.oxydra.types.ServerFrame.MediaType;
import java.util.Set;

/**
 * What messages on a channel can be.
 *
 * @param edits whether what was sent can be changed, so that an answer is seen while it is written
 * @param buttons whether a message can have some
 * @param media what is shown as such; anything else is a document
 * @param maxLength of a message's text, in UTF-16 units
 */
public record Capabilities(boolean edits, boolean buttons, Set<MediaType> media, int maxLength) {
  public Capabilities {
    media = Set.copyOf(media);
  }
}
