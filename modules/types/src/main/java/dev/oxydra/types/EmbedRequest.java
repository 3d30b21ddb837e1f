package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * What the embedder's process is asked: one length-prefixed JSON object each, several on a
 * connection, answered in order by an {@link EmbedReply}.
 *
 * @param purpose what the texts are embedded for
 * @param input 1 to {@link Embedder#MAX_BATCH} texts
 */
public record EmbedRequest(Embedder.Purpose purpose, List<String> input) {
  public EmbedRequest {
    Objects.requireNonNull(purpose, "purpose");
    input = List.copyOf(Objects.requireNonNull(input, "input"));
  }
}
