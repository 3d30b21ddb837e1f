package dev.oxydra.runtime;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.ChannelEvent;
import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.Content;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of a session as the model is shown it: each tool call is followed by exactly one
 * result.
 */
final class Transcript {
  private static final String INTERRUPTED =
      "\n\n[This answer was interrupted here; the user saw it up to this point.]";

  private static final String RESTORED =
      "[The user has brought the files in /shared back to an earlier state: changes that you made"
          + " may be gone. Look before you rely on a file.]";

  private final List<Message> messages = new ArrayList<>();
  private List<ToolCall> openCalls = List.of();
  private boolean cutOff;
  private @Nullable Message summary;
  private final Map<String, ToolResult> results = new HashMap<>();

  /** What the model was shown beside results, by their calls' ids. */
  private final Map<String, List<ToolFile>> files = new HashMap<>();

  private final ShownFiles shown;

  /** What the user said to a turn, and no call of its has shown to the model yet. */
  private final List<Said> unseen = new ArrayList<>();

  /** Whether the files were brought back since the last turn began. */
  private boolean restored;

  private final Untold untold = new Untold();

  private record Said(@Nullable TurnId turn, String prompt) {}

  private Transcript(FileSource source) {
    this.shown = new ShownFiles(source, ShownFiles.OF_PAST);
  }

  /**
   * All of it.
   *
   * @param source gives the files that results refer to
   */
  static Transcript read(RecentSessions sessions, SessionId session, FileSource source) {
    Transcript transcript = new Transcript(source);
    transcript.sinceSummary(sessions.events(session)).forEach(transcript::add);
    return transcript;
  }

  /** Of some of the events. */
  static Transcript of(List<Event> events, FileSource source) {
    Transcript transcript = new Transcript(source);
    events.forEach(transcript::add);
    return transcript;
  }

  /** What the last summary doesn't say; one that was forgotten says nothing. */
  private List<Event> sinceSummary(List<Event> events) {
    EventPayload.SummaryWritten last = Older.lastSummary(events);
    if (last != null) {
      summary = Summary.message(last.text());
    }
    long from = last == null ? 0 : last.upToSeq();
    List<Event> since = new ArrayList<>();
    for (Event event : events) {
      if (event.seq() > from) {
        since.add(event);
      } else {
        untold.after(event);
      }
    }
    return since;
  }

  /** What was said before the messages; null for nothing. */
  @Nullable Message summary() {
    return summary;
  }

  /**
   * The messages, oldest first; the last one's calls have results, whether they have run or not.
   */
  List<Message> settled() {
    settle();
    return shown.in(messages, files);
  }

  /**
   * The messages for a turn that goes on: the last one's calls, if it has any, are still to be
   * answered.
   */
  Unfinished unfinished() {
    Map<String, ToolResult> ended = new HashMap<>(results);
    ended.replaceAll((id, result) -> shown.beside(result, files.getOrDefault(id, List.of())));
    return new Unfinished(shown.in(messages, files), openCalls, ended, cutOff);
  }

  /**
   * A turn in the middle of the calls of an answer.
   *
   * @param messages all there are, oldest first
   * @param calls those of the last one
   * @param results of the calls that have ended, by the calls' ids
   * @param cutOff whether the answer ended at the output limit
   */
  record Unfinished(
      List<Message> messages,
      List<ToolCall> calls,
      Map<String, ToolResult> results,
      boolean cutOff) {}

  private void add(Event event) {
    List<String> untoldYet = untold.after(event);
    switch (event.payload()) {
      case EventPayload.UserMessage(Message message) -> {
        settle();
        messages.add(message);
        unseen.remove(new Said(event.turnId(), message.text()));
      }
      case EventPayload.AssistantMessage assistant -> {
        settle();
        messages.add(assistant.interrupted() ? marked(assistant.message()) : assistant.message());
        openCalls = assistant.message().toolCalls();
        cutOff = assistant.finishReason() == FinishReason.LENGTH;
      }
      case EventPayload.ToolResulted result -> add(result);
      case EventPayload.TurnSteered(String prompt) -> unseen.add(new Said(event.turnId(), prompt));
      case EventPayload.TurnStarted e -> {
        addUnseen(event.turnId());
        addUntold(untoldYet);
        addRestored();
      }
      case EventPayload.SessionCreated e -> {}
      case EventPayload.TurnSubmitted e -> {}
      case EventPayload.TurnCompleted e -> {}
      case EventPayload.TurnCancelled e -> {}
      case EventPayload.TurnFailed e -> {}
      case EventPayload.ToolCalled e -> {}
      case EventPayload.UsageRecorded e -> {}
      case EventPayload.TimeRecorded e -> {}
      case EventPayload.SessionRenamed e -> {}
      case EventPayload.SessionArchived e -> {}
      case EventPayload.SessionForked e -> {}
      case EventPayload.SessionDeleted e -> {}
      case EventPayload.TurnEdited e -> {}
      case EventPayload.SummaryWritten e -> {}
      case ConstraintEvent e -> {}
      case ChannelEvent e -> {}
      case ApprovalEvent e -> {}
      case ApprovalModeChanged e -> {}
      case NoteEvent e -> {}
      case ScheduleEvent e -> {}
      case ActorEvent e -> {}
      case NotificationEvent e -> {}
      case CheckpointEvent.Restored e -> restored = true;
      case CheckpointEvent.Created e -> {}
      case CheckpointEvent.Failed e -> {}
      case MemoryEvent e -> {}
      case EventPayload.Unknown e -> {}
    }
  }

  private void add(EventPayload.ToolResulted result) {
    String id = result.callId();
    results.put(
        id,
        result.outcome() == ToolResult.Outcome.UNKNOWN
            ? unknown(id)
            : new ToolResult(id, result.outcome(), result.text()));
    List<ToolFile> seen = ToolFile.Audience.MODEL.of(result.files());
    if (!seen.isEmpty()) {
      files.put(id, seen);
    }
  }

  /** What a crash kept from an earlier turn's model. */
  private void addUnseen(@Nullable TurnId current) {
    List<Said> missed =
        unseen.stream().filter(said -> !Objects.equals(said.turn(), current)).toList();
    if (!missed.isEmpty()) {
      settle();
      missed.forEach(said -> messages.add(Message.user(said.prompt())));
      unseen.removeAll(missed);
    }
  }

  /** What agents had to say to an earlier turn that did not hear it any more. */
  private void addUntold(List<String> missed) {
    if (!missed.isEmpty()) {
      settle();
      missed.forEach(text -> messages.add(Message.user(text)));
    }
  }

  /** Else the model would believe that its changes are there. */
  private void addRestored() {
    if (restored) {
      settle();
      messages.add(Message.user(RESTORED));
      restored = false;
    }
  }

  /** Else the model would take its own torn-off sentence for all that it had to say. */
  private static Message marked(Message cutOff) {
    List<Content> content = new ArrayList<>(cutOff.content());
    content.add(new Content.Text(INTERRUPTED));
    return new Message(cutOff.role(), content);
  }

  /**
   * Answers the calls of the last message; one that a crash cut off may or may not have happened.
   */
  private void settle() {
    if (!openCalls.isEmpty()) {
      messages.add(Message.toolResults(openCalls.stream().map(this::resultOf).toList()));
    }
    openCalls = List.of();
    results.clear();
  }

  private ToolResult resultOf(ToolCall call) {
    return results.getOrDefault(call.id(), unknown(call.id()));
  }

  private static ToolResult unknown(String callId) {
    return new ToolResult(
        callId,
        ToolResult.Outcome.UNKNOWN,
        "This call was interrupted before its result was known: it may or may not have happened."
            + " Look before you do it again.");
  }
}
