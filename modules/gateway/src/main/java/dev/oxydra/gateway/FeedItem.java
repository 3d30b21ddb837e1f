package dev.oxydra.gateway;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened in a session, as its {@link FeedLog} has it. */
sealed interface FeedItem {
  /** What an item takes besides its text, in characters. */
  long BASE = 200;

  /** About how much memory it takes, in characters. */
  long weight();

  /** An event was committed. */
  final class Committed implements FeedItem {
    private final Event event;
    private byte @Nullable [] frame;

    Committed(Event event) {
      this.event = event;
    }

    Event event() {
      return event;
    }

    /** The {@code event} frame, which is the same for all connections and made when first asked. */
    synchronized byte[] frame() {
      if (frame == null) {
        frame = EventEncoder.encode(event);
      }
      return frame;
    }

    @Override
    public long weight() {
      return weight(event);
    }

    static long weight(Event event) {
      return BASE
          + switch (event.payload()) {
            case EventPayload.TurnSubmitted turn ->
                turn.prompt().length() + weight(turn.attachments());
            case EventPayload.UserMessage said -> weight(said.message());
            case EventPayload.AssistantMessage said -> weight(said.message());
            case EventPayload.ToolResulted result -> result.text().length();
            case EventPayload.SummaryWritten summary -> summary.text().length();
            default -> BASE;
          };
    }

    private static long weight(Message message) {
      return message.text().length() + weight(message.parts(Attachment.class));
    }

    private static long weight(List<Attachment> files) {
      return files.stream().mapToLong(file -> file.data().length).sum();
    }
  }

  /** A turn showed something. */
  record Shown(TurnId turn, TurnUpdate update) implements FeedItem {
    @Override
    public long weight() {
      return BASE
          + switch (update) {
            case TurnUpdate.Delta delta -> delta.text().length();
            case TurnUpdate.Reasoning reasoning -> reasoning.text().length();
            case TurnUpdate.ToolOutput output -> output.chunk().length();
            case TurnUpdate.Progress progress -> progress.message().length();
          };
    }

    /** Both as one, where the other goes on with what this one shows; null where it doesn't. */
    @Nullable Shown and(FeedItem other) {
      if (!(other instanceof Shown next) || !next.turn.equals(turn)) {
        return null;
      }
      TurnUpdate both =
          switch (update) {
            case TurnUpdate.Delta(String text) ->
                next.update instanceof TurnUpdate.Delta(String more)
                    ? new TurnUpdate.Delta(text + more)
                    : null;
            case TurnUpdate.Reasoning(String text) ->
                next.update instanceof TurnUpdate.Reasoning(String more)
                    ? new TurnUpdate.Reasoning(text + more)
                    : null;
            case TurnUpdate.ToolOutput(
                    String call,
                    TurnUpdate.ToolOutput.Stream stream,
                    String a) ->
                next.update instanceof TurnUpdate.ToolOutput b
                        && b.callId().equals(call)
                        && b.stream() == stream
                    ? new TurnUpdate.ToolOutput(call, stream, a + b.chunk())
                    : null;
            case TurnUpdate.Progress progress -> null;
          };
      return both == null ? null : new Shown(turn, both);
    }
  }

  /** A turn has ended, and its end could not be journalled. */
  record Lost(TurnId turn, String message) implements FeedItem {
    @Override
    public long weight() {
      return BASE + message.length();
    }
  }
}
