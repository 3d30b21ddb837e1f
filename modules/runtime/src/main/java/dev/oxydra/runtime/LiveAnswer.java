package dev.oxydra.runtime;

import dev.oxydra.types.ModelRef;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.function.Consumer;

/** Shows an answer while it comes in, and keeps what was shown of it. */
final class LiveAnswer implements Consumer<StreamEvent> {
  private final Consumer<TurnUpdate> live;
  private final Consumer<String> told;
  private final StringBuilder text = new StringBuilder();
  private ModelRef asked;

  /**
   * @param asked who is asked first
   * @param told gets a line for people when somebody is asked again
   */
  LiveAnswer(ModelRef asked, Consumer<TurnUpdate> live, Consumer<String> told) {
    this.asked = asked;
    this.live = live;
    this.told = told;
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case StreamEvent.TextDelta(String more) -> {
        text.append(more);
        live.accept(new TurnUpdate.Delta(more));
      }
      case StreamEvent.ReasoningDelta(String more) -> live.accept(new TurnUpdate.Reasoning(more));
      // The whole call is shown when it is journalled.
      case StreamEvent.ToolCallDelta fragment -> {}
      case StreamEvent.Retry(String reason, ModelRef next, Duration pause) -> {
        String whom = next.equals(asked) ? next + " again" : next.toString();
        asked = next;
        told.accept("Asking " + whom + in(pause) + ": " + firstSentence(reason));
      }
    }
  }

  /** The others say what the user could do, which is being done. */
  private static String firstSentence(String reason) {
    int end = reason.indexOf(". ");
    return end < 0 ? reason : reason.substring(0, end);
  }

  /** Pauses too short to be noticed are not told. */
  private static String in(Duration pause) {
    long seconds = Math.round(pause.toMillis() / 1000.0);
    return seconds == 0 ? "" : " in " + seconds + " s";
  }

  /** All text that was shown. */
  String text() {
    return text.toString();
  }
}
