package dev.oxydra.types;

import java.util.Objects;

/**
 * A message that was searched for.
 *
 * @param seq its event
 * @param snippet the part of its text around what was found
 * @param score the higher the better; comparable within one answer only
 */
public record SearchHit(SessionId sessionId, long seq, String snippet, double score) {
  public SearchHit {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(snippet, "snippet");
  }
}
