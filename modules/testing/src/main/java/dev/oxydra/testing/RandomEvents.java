package dev.oxydra.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a journal with events in any order, whether it makes sense or not: few sessions, turns and
 * words, so that they meet.
 */
public final class RandomEvents {
  private static final List<String> WORDS =
      List.of("Straße", "naïve", "café", "plan", "planet", "\ud800", "\0", "C++", "\"or\"", "東京");
  private static final int SESSIONS = 5;

  private final Random random;
  private final Journal journal;
  private final List<SessionId> forks = new ArrayList<>();
  private int made;

  public RandomEvents(long seed, Journal journal) {
    this.random = new Random(seed);
    this.journal = journal;
  }

  /** Does one thing: most often it appends some events, sometimes it forks or deletes a session. */
  public void step() {
    switch (random.nextInt(24)) {
      case 0 -> fork();
      case 1 -> delete();
      default ->
          journal.append(
              IntStream.rangeClosed(0, random.nextInt(5))
                  .mapToObj(i -> new NewEvent(session(), turn(), "user", payload()))
                  .toList());
    }
  }

  private void fork() {
    SessionId from = session();
    List<Event> events = journal.read(from, 0, Integer.MAX_VALUE);
    if (!events.isEmpty()) {
      long at = events.get(random.nextInt(events.size())).seq();
      SessionId fork = new SessionId("fork-" + Long.toHexString(random.nextLong()));
      forks.add(fork);
      journal.fork(from, at, fork, new EventPayload.SessionCreated("a", null, "gateway", null));
    }
  }

  private void delete() {
    SessionId session =
        random.nextBoolean() || forks.isEmpty()
            ? session()
            : forks.get(random.nextInt(forks.size()));
    List<Event> events = journal.read(session, 0, Integer.MAX_VALUE);
    if (events.stream().anyMatch(e -> !(e.payload() instanceof EventPayload.SessionDeleted))) {
      journal.delete(session, "user");
    }
  }

  private SessionId session() {
    return new SessionId("session-" + random.nextInt(SESSIONS));
  }

  private @Nullable TurnId turn() {
    int turn = random.nextInt(7);
    return turn == 0 ? null : new TurnId("turn-" + turn);
  }

  private String text() {
    return String.join(
        random.nextBoolean() ? " " : ", ",
        IntStream.range(0, random.nextInt(8))
            .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
            .toList());
  }

  private EventPayload payload() {
    return switch (random.nextInt(20)) {
      case 0, 1 ->
          new EventPayload.SessionCreated(
              "a", text(), "gateway", random.nextInt(3) == 0 ? session() : null);
      case 2 -> new EventPayload.SessionRenamed(random.nextInt(3) == 0 ? null : "n" + made++);
      case 3 -> new EventPayload.SessionArchived(random.nextBoolean());
      case 4, 5 -> new EventPayload.TurnSubmitted(text(), List.of());
      case 6 -> new EventPayload.TurnEdited(text());
      case 7 -> new EventPayload.TurnStarted();
      case 8 -> new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE);
      case 9 ->
          random.nextBoolean()
              ? new EventPayload.TurnCancelled()
              : new EventPayload.TurnFailed("interrupted", "It was");
      case 10, 11 -> new EventPayload.UserMessage(Message.user(text()));
      case 12, 13 ->
          new EventPayload.AssistantMessage(Message.assistant(text()), FinishReason.STOP);
      case 14 -> usage();
      case 15 ->
          random.nextBoolean() ? usage() : new EventPayload.TimeRecorded(random.nextInt(90_000));
      case 16 -> requested();
      case 17 ->
          new ApprovalEvent.Resolved(approval(), ApprovalEvent.Decision.DENY, "gateway", null);
      case 18 -> new EventPayload.SummaryWritten(text(), random.nextInt(200));
      default -> other();
    };
  }

  private String approval() {
    return "approval-" + random.nextInt(12);
  }

  private ApprovalEvent.Requested requested() {
    return new ApprovalEvent.Requested(
        approval(),
        "call",
        "shell_exec",
        JsonNodeFactory.instance.objectNode(),
        SafetyTier.PRIVILEGED,
        "It could",
        Instant.EPOCH);
  }

  private EventPayload.UsageRecorded usage() {
    BigDecimal cost =
        random.nextInt(3) == 0
            ? null
            : BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(9));
    return new EventPayload.UsageRecorded(
        new ProviderId(random.nextBoolean() ? "openai" : "gemini"),
        new ModelId("model-" + random.nextInt(3)),
        new Usage(random.nextInt(1000), random.nextInt(1000), random.nextInt(9), 1, 2),
        cost,
        null);
  }

  private List<ToolFile> files() {
    ToolFile.Audience audience =
        random.nextBoolean() ? ToolFile.Audience.MODEL : ToolFile.Audience.USER;
    return random.nextBoolean()
        ? List.of()
        : List.of(new ToolFile("/shared/a.png", "image/png", 3, "00", audience, text()));
  }

  private EventPayload other() {
    return switch (random.nextInt(10)) {
      case 9 ->
          new ApprovalModeChanged(
              random.nextBoolean()
                  ? null
                  : random.nextBoolean() ? ApprovalMode.ASK : ApprovalMode.FULL);
      case 7 -> new MemoryEvent.ScratchpadWritten(List.of(text()));
      case 8 -> new MemoryEvent.Recalled(List.of(MemoryEvent.Place.ofNote("note")));
      case 5 -> new CheckpointEvent.Created(random.nextInt(9), random.nextInt(999), 1);
      case 6 ->
          new CheckpointEvent.Restored(
              TurnId.create(), random.nextInt(9), List.of(text()), TurnId.create());
      case 0 -> new NoteEvent.Saved("note", text(), List.of(), null);
      case 1 -> new ActorEvent.Stopped(session(), text());
      case 2 ->
          new EventPayload.ToolCalled(
              "call", "file_read", JsonNodeFactory.instance.objectNode(), SafetyTier.READ_ONLY);
      case 3 ->
          new EventPayload.ToolResulted(
              "call", "file_read", ToolResult.Outcome.OK, text(), 1, files());
      default ->
          new EventPayload.Unknown("moon.risen", JsonNodeFactory.instance.objectNode().put("a", 1));
    };
  }
}
