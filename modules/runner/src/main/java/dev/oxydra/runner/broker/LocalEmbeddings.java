package dev.oxydra.runner.broker;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import java.io.IOException;

/** Makes vectors of texts on this host. */
@FunctionalInterface
public interface LocalEmbeddings {
  /**
   * Waits for them.
   *
   * @throws IOException when they can't be made at present, and why; they may be a little later
   */
  EmbedReply embed(EmbedRequest request) throws IOException;
}
