package dev.oxydra.runner;

import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks a guest how the models that it uses have been answering. A guest may say anything, or
 * nothing: whatever is no list of {@link ProviderHealth} is an empty one.
 */
final class ProviderProbe {
  private static final int LONGEST_ERROR = 300;
  private static final int MOST = 100;

  private ProviderProbe() {}

  /**
   * The body of the answer to {@code GET /providers}, empty without one. Interrupting the thread
   * ends the waiting for it.
   *
   * @param tokenFile holds what the gateway wants to be shown
   */
  static byte[] ask(Path socket, Path tokenFile) {
    try {
      GatewayCall.Answer answer = new GatewayCall(socket, tokenFile).get("/providers");
      return answer.status() == 200 ? answer.body() : new byte[0];
    } catch (IOException e) {
      return new byte[0]; // Nobody listens there, not any more, or it says something else.
    }
  }

  /** What such an answer says. */
  static List<ProviderHealth> read(byte[] answer) {
    try {
      ProviderHealth @Nullable [] all =
          answer.length == 0 ? null : Json.mapper().readValue(answer, ProviderHealth[].class);
      return all == null
          ? List.of()
          : Arrays.stream(all)
              .filter(Objects::nonNull)
              .limit(MOST)
              .map(ProviderProbe::printable)
              .toList();
    } catch (IOException e) {
      return List.of(); // A guest's mistake.
    }
  }

  private static ProviderHealth printable(ProviderHealth health) {
    String error = health.lastError();
    return new ProviderHealth(
        health.model(),
        health.state(),
        health.failures(),
        health.until(),
        error == null ? null : Printable.of(error, LONGEST_ERROR));
  }
}
