package dev.oxydra.runtime;

import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ReasoningEffort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Has a model sum up a conversation, in as many pieces as it takes.
 *
 * @param infos what is known of all that may answer
 */
record Summarizer(
    Provider provider, ModelRef model, List<ModelInfo> infos, Purse purse, TokenCounter tokens) {
  /** As long as a summary gets, in tokens. */
  private static final long ANSWER = 4000;

  /** How much of a request is conversation; the rest is the summary so far and the answer. */
  private static final int PART = 2;

  private static final String PROMPT = Prompt.of("summary.md");

  /**
   * The summary.
   *
   * @param used gets an event for each call that was made
   * @throws ProviderException when a call fails, or its answer is no summary
   */
  Summary of(Earlier earlier, ContextRoom room, List<EventPayload> used)
      throws InterruptedException {
    Summary summary = earlier.summary();
    for (String piece : pieces(earlier.told(), room.request() / PART)) {
      summary = asked(summary, piece, used).after(summary, List.of());
    }
    return summary;
  }

  private List<String> pieces(List<String> lines, long room) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    long taken = 0;
    for (String line : lines) {
      long more = tokens.text(line);
      if (taken + more > room && !piece.isEmpty()) {
        pieces.add(piece.toString());
        piece.setLength(0);
        taken = 0;
      }
      piece.append(line).append("\n\n");
      taken += more;
    }
    pieces.add(piece.toString());
    return pieces;
  }

  private Summary asked(Summary before, String piece, List<EventPayload> used)
      throws InterruptedException {
    String text =
        "The summary so far:\n\n"
            + (before.text().isEmpty() ? "There is none." : before.text())
            + "\n\nWhat was said and done since:\n\n"
            + piece;
    Purse.Hold hold = purse.hold(infos, tokens.text(PROMPT) + tokens.text(text), ANSWER);
    try {
      Completion completion =
          provider.complete(
              new ModelRequest(
                  model,
                  PROMPT,
                  List.of(Message.user(text)),
                  List.of(),
                  new ModelOptions(
                      ReasoningEffort.AUTO,
                      Objects.requireNonNullElse(hold.answer(), ANSWER),
                      ModelInfo.UNKNOWN)),
              event -> {});
      hold.settle(completion.usage(), completion.costUsd());
      used.add(ProviderCalls.recorded(completion, model));
      return read(completion.message().text());
    } finally {
      hold.release();
    }
  }

  private static Summary read(String answer) {
    Summary summary = Summary.parse(answer);
    if (summary == null) {
      throw new ProviderException(
          ProviderException.Kind.UNAVAILABLE, false, "It has answered with no summary", null);
    }
    return summary;
  }
}
