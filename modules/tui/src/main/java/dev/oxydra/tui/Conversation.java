package dev.oxydra.tui;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.CallReceipt;
import dev.oxydra.types.CallTally;
import dev.oxydra.types.ChannelEvent;
import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.TurnId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the message pane shows of one session.
 *
 * @param lastSeq the last event that is in it, 0 for none
 * @param model provider and model of the last provider call, null while there was none
 * @param turns what it is busy with
 * @param used what its last turn has used
 * @param questions what the user is asked about tool calls, the oldest first
 * @param kept what the files can be brought back to, the oldest first
 */
record Conversation(
    List<Entry> entries,
    long lastSeq,
    @Nullable String model,
    Turns turns,
    Used used,
    List<ApprovalEvent.Requested> questions,
    List<Kept> kept) {
  /** Older entries are dropped: they are in the journal, and the pane is no archive. */
  static final int MAX_ENTRIES = 2000;

  static final Conversation EMPTY =
      new Conversation(List.of(), 0, null, Turns.NONE, Used.NOTHING, List.of(), List.of());

  /** Older ones are forgotten by the server too, unless it is configured otherwise. */
  private static final int MAX_KEPT = 50;

  /**
   * The files were kept.
   *
   * @param turn before which turn, or under which id
   * @param prompt what the turn was asked
   */
  record Kept(TurnId turn, Instant at, String prompt) {}

  Conversation {
    entries = List.copyOf(entries);
    questions = List.copyOf(questions);
    kept = List.copyOf(kept);
  }

  /** An event of the session; one that is in it already changes nothing. */
  Conversation apply(Event event) {
    if (event.seq() <= lastSeq) {
      return this;
    }
    return with(turns.settled(event.turnId()))
        .event(event, event.turnId(), event.ts())
        .at(event.seq());
  }

  private Conversation event(Event event, @Nullable TurnId turn, Instant at) {
    return switch (event.payload()) {
      case EventPayload.SessionCreated created -> this;
      // Behind another one it waits unseen: what runs is what can be cancelled.
      case EventPayload.TurnSubmitted submitted ->
          turns.running() == null ? started(turn, at, "waiting") : this;
      case EventPayload.TurnStarted start -> started(turn, at, "thinking");
      case EventPayload.UserMessage user -> add(new Entry.User(user.message().text(), event.seq()));
      case EventPayload.AssistantMessage said -> said(turn, said.message(), event.seq());
      case EventPayload.ToolCalled call -> add(ToolCards.called(call, Entries.isOpen(entries)));
      case EventPayload.ToolResulted result -> resulted(result).showing(result.files());
      case EventPayload.UsageRecorded usage -> with(model(usage));
      case EventPayload.TimeRecorded time -> this;
      case EventPayload.TurnCompleted completed ->
          ended(turn).cutShort(completed.finishReason()).receipt(completed.calls());
      case EventPayload.TurnCancelled cancelled ->
          ended(turn).notice(Entry.Level.INFO, "The turn was cancelled.");
      case EventPayload.TurnFailed failure -> failed(turn, failure.message());
      case EventPayload.SessionRenamed renamed -> this;
      case EventPayload.SessionArchived archived -> this;
      case EventPayload.SessionForked forked -> this;
      case EventPayload.SessionDeleted deleted -> this;
      case EventPayload.TurnEdited edited -> this;
      case EventPayload.TurnSteered steered -> this;
      case EventPayload.SummaryWritten summary ->
          notice(
              Entry.Level.INFO,
              "The older part of this conversation is summed up for the model from now on.");
      case ConstraintEvent constraint -> this;
      case ChannelEvent channel -> this;
      case ApprovalModeChanged changed -> this;
      case ApprovalEvent.Requested asked -> asked(asked);
      case ApprovalEvent.Resolved answer -> answered(answer);
      case NoteEvent note -> this;
      case ScheduleEvent schedule -> this;
      case ActorEvent.Started started ->
          notice(
              Entry.Level.INFO,
              "%s works in session %s: %s"
                  .formatted(started.agentName(), started.child(), PlainText.line(started.goal())));
      // Of what has failed too often its user is notified besides.
      case ActorEvent.Escalated asked ->
          asked.actor() == null ? notice(Entry.Level.WARNING, asked.message()) : this;
      case ActorEvent.Stopped stopped -> this;
      case ActorEvent.Failed failed -> this;
      case NotificationEvent.Sent told ->
          notice(
              Entry.Level.INFO,
              (told.scheduleName() == null ? "" : told.scheduleName() + ": ") + told.message());
      case NotificationEvent.Failed failed ->
          notice(Entry.Level.WARNING, failed.error() + ": " + failed.message());
      case CheckpointEvent.Created created -> turn == null ? this : kept(turn, at, prompt());
      case CheckpointEvent.Failed failure ->
          notice(
              Entry.Level.WARNING, "What this turn changes can't be undone. " + failure.message());
      case CheckpointEvent.Restored restored ->
          notice(Entry.Level.INFO, Undo.text(restored))
              .kept(restored.savedAs(), at, "(before the files were brought back)");
      case MemoryEvent.Recalled recalled ->
          recalled.items().isEmpty() ? this : add(new Entry.Recalled(recalled.items()));
      case MemoryEvent.Forgotten forgotten -> this;
      case MemoryEvent.ScratchpadWritten scratchpad -> this;
      case EventPayload.Unknown unknown -> this;
    };
  }

  /** What the user said last. */
  private String prompt() {
    return entries.reversed().stream()
        .filter(Entry.User.class::isInstance)
        .map(entry -> ((Entry.User) entry).text())
        .findFirst()
        .orElse("");
  }

  private Conversation kept(TurnId turn, Instant at, String prompt) {
    List<Kept> longer =
        new ArrayList<>(kept.size() < MAX_KEPT ? kept : kept.subList(1, kept.size()));
    longer.add(new Kept(turn, at, PlainText.line(prompt)));
    return new Conversation(entries, lastSeq, model, turns, used, questions, longer);
  }

  /** One name where provider and model have the same. */
  private static String model(EventPayload.UsageRecorded usage) {
    String provider = usage.provider().value();
    String model = usage.model().value();
    return provider.equals(model) ? model : provider + "/" + model;
  }

  Conversation started(@Nullable TurnId turn, Instant at, String doing) {
    if (turn == null) {
      return this;
    }
    RunningTurn before = turns.running();
    return with(
        turns.running(
            before != null && before.id().equals(turn)
                ? before.doing(doing)
                : new RunningTurn(turn, at, doing, null)));
  }

  /** More of the answer's text, which is not committed. */
  Conversation delta(TurnId turn, String text) {
    return with(Entries.delta(entries, turn, text));
  }

  /** The committed message, in the place of what was streamed of it. */
  private Conversation said(@Nullable TurnId turn, Message message, long seq) {
    Conversation told = with(Entries.withoutStreamed(entries, turn));
    String text = message.text();
    if (!text.isBlank()) {
      told = told.add(new Entry.Assistant(turn, text, false, seq));
    }
    for (Attachment file : message.parts(Attachment.class)) {
      told =
          told.notice(
              Entry.Level.INFO,
              "The model made a file: %s, %s"
                  .formatted(PlainText.line(file.mimeType()), Sizes.bytes(file.data().length)));
    }
    return told;
  }

  private Conversation asked(ApprovalEvent.Requested question) {
    List<ApprovalEvent.Requested> open = new ArrayList<>(questions);
    open.add(question);
    Conversation told = notice(Entry.Level.WARNING, Questions.text(question)).asking(open);
    RunningTurn running = turns.running();
    return running == null
        ? told
        : told.with(turns.running(running.doing("waiting for your answer")));
  }

  private Conversation answered(ApprovalEvent.Resolved answer) {
    return questions.stream()
        .filter(question -> question.approvalId().equals(answer.approvalId()))
        .findFirst()
        .map(question ->
            notice(Entry.Level.INFO, Questions.answer(question, answer)).without(question))
        .orElse(this);
  }

  private Conversation without(ApprovalEvent.Requested answered) {
    return asking(questions.stream().filter(question -> !question.equals(answered)).toList());
  }

  private Conversation asking(List<ApprovalEvent.Requested> open) {
    return new Conversation(entries, lastSeq, model, turns, used, open, kept);
  }

  /** A running call has written more, which is not committed. */
  Conversation wrote(String callId, String chunk) {
    return with(Entries.changed(entries, callId, call -> ToolCards.wrote(call, chunk)));
  }

  /** More of what the model thinks, which is not committed. */
  Conversation thinking(TurnId turn, String text) {
    return with(Entries.thinking(entries, turn, text));
  }

  /** Shows all of calls and thoughts, or one line of each. */
  Conversation toggled() {
    return with(Entries.toggled(entries));
  }

  private Conversation resulted(EventPayload.ToolResulted result) {
    return with(Entries.changed(entries, result.callId(), call -> ToolCards.ended(call, result)));
  }

  /** A line for each file that a tool shows to the user. */
  private Conversation showing(List<ToolFile> files) {
    Conversation told = this;
    for (ToolFile file : ToolFile.Audience.USER.of(files)) {
      String caption = file.caption() == null ? "" : ": " + PlainText.line(file.caption());
      told =
          told.notice(
              Entry.Level.INFO,
              "The agent shows you %s (%s, %s)%s"
                  .formatted(
                      PlainText.line(file.path()),
                      PlainText.line(file.mimeType()),
                      Sizes.bytes(file.size()),
                      caption));
    }
    return told;
  }

  /** A failed turn, shown once. */
  Conversation failed(@Nullable TurnId turn, String message) {
    if (turn != null && turn.equals(turns.failed())) {
      return ended(turn);
    }
    Conversation told = ended(turn).notice(Entry.Level.ERROR, message);
    return told.with(told.turns.failed(turn));
  }

  private Conversation ended(@Nullable TurnId turn) {
    Turns left = turns.isRunning(turn) ? turns.running(null) : turns;
    return with(Entries.settled(entries, turn)).with(left.settled(turn));
  }

  private Conversation cutShort(FinishReason reason) {
    return switch (reason) {
      case STOP, TOOL_CALLS, OTHER -> this;
      case LENGTH -> notice(Entry.Level.WARNING, "The answer was cut at the model's output limit.");
      case CONTENT_FILTER ->
          notice(Entry.Level.WARNING, "The provider withheld the rest of the answer.");
    };
  }

  /** What was really done, beside what the answer says. */
  private Conversation receipt(List<CallTally> calls) {
    String text = CallReceipt.text(calls);
    Entry.Level level = CallReceipt.isTroubled(calls) ? Entry.Level.WARNING : Entry.Level.INFO;
    return text.isEmpty() ? this : notice(level, "Done: " + PlainText.line(text) + ".");
  }

  /** After a new hello: what was streamed is sent again, in one piece, and so is what waits. */
  Conversation rejoined() {
    return with(Entries.withoutStreamed(entries, null)).with(turns.queue(List.of()));
  }

  Conversation notice(Entry.Level level, String text) {
    return add(new Entry.Notice(level, text));
  }

  Conversation add(Entry entry) {
    return with(Entries.add(entries, entry));
  }

  /** The messages whose texts were forgotten say so. */
  Conversation forgotten(Set<Long> seqs) {
    return with(Entries.forgotten(entries, seqs));
  }

  /** The message of an event; null where it isn't shown. */
  @Nullable Entry message(long seq) {
    return entries.stream().filter(entry -> seq == Entries.seq(entry)).findFirst().orElse(null);
  }

  Conversation with(Turns changed) {
    return new Conversation(entries, lastSeq, model, changed, used, questions, kept);
  }

  private Conversation with(List<Entry> changed) {
    return new Conversation(changed, lastSeq, model, turns, used, questions, kept);
  }

  private Conversation with(String name) {
    return new Conversation(entries, lastSeq, name, turns, used, questions, kept);
  }

  private Conversation at(long seq) {
    return new Conversation(entries, seq, model, turns, used, questions, kept);
  }

  Conversation with(Used now) {
    return new Conversation(entries, lastSeq, model, turns, now, questions, kept);
  }

  /** Whether the session is busy with a turn, or soon will be. */
  boolean isBusy() {
    return turns.isBusy();
  }
}
