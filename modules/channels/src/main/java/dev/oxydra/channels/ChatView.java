package dev.oxydra.channels;

import dev.oxydra.channels.Outgoing.Upload;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.ChannelEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ServerFrame.MediaType;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.TurnId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows one session in one chat: each turn in a message that grows while it runs, questions with
 * buttons, notifications, files. Used by one thread.
 */
final class ChatView {
  /** A longer answer is sent as a document, behind its first piece. */
  private static final int MOST_PIECES = 5;

  /** How long the chat is told at once that something is being done. */
  private static final Duration WORKING = Duration.ofMillis(4500);

  /** Before this, and with less text, nothing is sent yet: the answer may be complete soon. */
  private static final Duration SOON = Duration.ofMillis(1500);

  private static final int SOME_TEXT = 40;

  private final String address;
  private final Outbox outbox;
  private final FileSource files;
  private final LongSupplier nanoTime;
  private final QuestionCards questions;
  private @Nullable SessionId session;
  private @Nullable LiveTurn live;
  private long toldAt;

  ChatView(String address, Outbox outbox, FileSource files, LongSupplier nanoTime) {
    this.address = address;
    this.outbox = outbox;
    this.files = files;
    this.nanoTime = nanoTime;
    this.questions = new QuestionCards(address, outbox);
  }

  private Messenger messenger() {
    return outbox.messenger();
  }

  /** How long it may be left alone; null for as long as nothing happens. */
  @Nullable Duration patience() {
    return live == null ? null : Duration.ofMillis(300);
  }

  /** Shows what a frame says. */
  void show(ServerFrame frame) throws InterruptedException {
    switch (frame) {
      case ServerFrame.HelloAck it -> joined(it.session());
      case ServerFrame.SessionCreated it -> joined(it.session());
      case ServerFrame.SessionSwitched it -> joined(it.session());
      case ServerFrame.Journalled it -> event(it);
      case ServerFrame.AssistantDelta it -> live(it.turn().turnId()).delta(it.delta());
      case ServerFrame.TurnProgress it -> progress(it);
      case ServerFrame.Error it when it.turn() == null -> say("⚠️ " + it.message());
      case ApprovalFrame.ApprovalRequested it -> {
        live(it.turn().turnId()).doing("waiting for your answer");
        questions.ask(it);
      }
      default -> {} // events say the same
    }
  }

  /** What was not delivered of it follows anew. */
  private void joined(ServerFrame.SessionRef ref) {
    session = ref.sessionId();
    live = null;
  }

  private LiveTurn live(TurnId turn) {
    LiveTurn now = live;
    if (now == null || !now.turn().equals(turn)) {
      now = new LiveTurn(turn, nanoTime.getAsLong());
      ChannelState.Sent before = outbox.state().sent(address, liveKey(turn));
      now.messageId = before == null ? null : before.messageId();
      live = now;
      toldAt = 0;
    }
    return now;
  }

  private static String liveKey(TurnId turn) {
    return turn + "/live";
  }

  private void progress(ServerFrame.TurnProgress frame) {
    ServerFrame.Progress progress = frame.progress();
    live(frame.turn().turnId())
        .doing(progress.kind().toolNames() == null ? "" : progress.message());
  }

  private void event(ServerFrame.Journalled frame) throws InterruptedException {
    if (!frame.sessionId().equals(session)) {
      return; // of the session before
    }
    Event event;
    try {
      event = frame.toEvent();
    } catch (IllegalArgumentException e) {
      return; // of a form that is newer than this program
    }
    TurnId turn = event.turnId();
    if (turn == null) {
      ofSession(event);
    } else {
      ofTurn(event, turn);
    }
  }

  private void ofSession(Event event) throws InterruptedException {
    switch (event.payload()) {
      case NotificationEvent.Sent it ->
          tell(
              event,
              (it.scheduleName() == null ? "" : "**" + it.scheduleName() + "** ") + it.message());
      case NotificationEvent.Failed it -> tell(event, "⚠️ " + it.error() + ": " + it.message());
      case ActorEvent.Escalated it when it.actor() == null -> tell(event, "⚠️ " + it.message());
      case ApprovalEvent.Resolved it -> questions.answered(it);
      default -> {}
    }
  }

  private void ofTurn(Event event, TurnId turn) throws InterruptedException {
    switch (event.payload()) {
      case EventPayload.TurnStarted it -> live(turn);
      case EventPayload.UserMessage it when isFromElsewhere(turn) && live(turn).isSilent() ->
          live(turn).asked(it.message().text());
      case EventPayload.AssistantMessage it -> {
        live(turn).said(it.message().text());
        attached(event, it.message().parts(Attachment.class));
      }
      case EventPayload.ToolCalled it -> live(turn).doing(it.name());
      case EventPayload.ToolResulted it -> {
        live(turn).doing("");
        shown(event, ToolFile.Audience.USER.of(it.files()));
      }
      case EventPayload.TurnCompleted it ->
          end(event, live(turn), live(turn).isSilent() ? "*(no answer)*" : "");
      case EventPayload.TurnCancelled it -> end(event, live(turn), "*Cancelled.*");
      case EventPayload.TurnFailed it -> end(event, live(turn), "⚠️ " + it.message());
      case ApprovalEvent.Resolved it -> questions.answered(it);
      case NotificationEvent.Sent it -> tell(event, it.message());
      default -> {}
    }
  }

  /** Turns of this channel have its name in their ids. */
  private boolean isFromElsewhere(TurnId turn) {
    return !turn.value().startsWith(outbox.channel() + "-");
  }

  private void tell(Event event, String text) throws InterruptedException {
    List<String> pieces = messenger().pieces(text);
    for (int i = 0; i < pieces.size(); i++) {
      outbox.send(address, event.id() + "/" + i, Outgoing.text(pieces.get(i)));
    }
    if (live == null) {
      delivered(event);
    }
  }

  private void delivered(Event event) {
    outbox
        .state()
        .commit(
            new ChannelEvent.Delivered(outbox.channel(), address, event.sessionId(), event.seq()));
  }

  private void attached(Event event, List<Attachment> made) throws InterruptedException {
    for (int i = 0; i < made.size(); i++) {
      Attachment file = made.get(i);
      String end = file.mimeType().replaceAll("^[a-z]+/([a-z0-9]+).*|.*", "$1");
      Upload upload =
          upload(
              "%d-%d.%s".formatted(event.seq(), i + 1, end.isEmpty() ? "bin" : end),
              file.mimeType(),
              file.data());
      outbox.send(address, event.id() + "/file" + i, new Outgoing("", List.of(), upload));
    }
  }

  private void shown(Event event, List<ToolFile> all) throws InterruptedException {
    for (int i = 0; i < all.size(); i++) {
      ToolFile file = all.get(i);
      outbox.send(address, event.id() + "/file" + i, outgoing(file));
    }
  }

  private Outgoing outgoing(ToolFile file) {
    String caption = Objects.requireNonNullElse(file.caption(), "");
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    try {
      return new Outgoing(caption, List.of(), upload(name, file.mimeType(), files.read(file)));
    } catch (ToolException e) {
      return Outgoing.text("⚠️ `%s` can't be shown: %s".formatted(name, e.getMessage()));
    }
  }

  private Upload upload(String name, String mimeType, byte[] data) {
    MediaType type =
        mimeType.startsWith("image/")
            ? MediaType.PHOTO
            : mimeType.startsWith("video/")
                ? MediaType.VIDEO
                : !mimeType.startsWith("audio/")
                    ? MediaType.DOCUMENT
                    : mimeType.contains("opus") ? MediaType.VOICE : MediaType.AUDIO;
    MediaType shownAs =
        messenger().capabilities().media().contains(type) ? type : MediaType.DOCUMENT;
    return new Upload(name, mimeType, shownAs, data);
  }

  /** The whole answer takes the place of what was shown of it. */
  private void end(Event event, LiveTurn turn, String tail) throws InterruptedException {
    turn.doing("");
    String text = turn.text();
    String whole = text + (text.isEmpty() || tail.isEmpty() ? "" : "\n\n") + tail;
    List<String> pieces = messenger().pieces(whole);
    boolean asDocument = pieces.size() > MOST_PIECES;
    String first = pieces.getFirst();
    if (turn.messageId == null || !outbox.edit(address, turn.messageId, Outgoing.text(first))) {
      outbox.send(address, event.id() + "/0", Outgoing.text(first));
    }
    if (asDocument) {
      Upload all =
          new Upload(
              "answer.md",
              "text/markdown",
              MediaType.DOCUMENT,
              whole.getBytes(StandardCharsets.UTF_8));
      outbox.send(address, event.id() + "/1", new Outgoing("All of the answer.", List.of(), all));
    } else {
      for (int i = 1; i < pieces.size(); i++) {
        outbox.send(address, event.id() + "/" + i, Outgoing.text(pieces.get(i)));
      }
    }
    live = null;
    delivered(event);
  }

  /** Shows other buttons under a question. */
  void offer(String approvalId, boolean sure) throws InterruptedException {
    questions.offer(approvalId, sure);
  }

  /** Something that is no event: if it gets lost, it can be asked for again. */
  void say(String text) throws InterruptedException {
    say(Outgoing.text(text));
  }

  void say(Outgoing message) throws InterruptedException {
    List<String> pieces = messenger().pieces(message.text());
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      outbox.attempt(address, last ? message.with(pieces.get(i)) : Outgoing.text(pieces.get(i)));
    }
  }

  /** The id of a question that is open; null for none. Safe for use by any thread. */
  @Nullable String question() {
    return questions.open();
  }

  /** Brings up to date what runs. */
  void tick() throws InterruptedException {
    LiveTurn turn = live;
    if (turn == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (toldAt == 0 || now - toldAt > WORKING.toNanos()) {
      toldAt = now;
      messenger().working(address);
    }
    if (messenger().capabilities().edits() && now - turn.changedAt >= 0) {
      update(turn, now);
    }
  }

  private void update(LiveTurn turn, long now) throws InterruptedException {
    if (turn.messageId == null
        && now - turn.since() < SOON.toNanos()
        && turn.text().length() < SOME_TEXT) {
      return;
    }
    String text = turn.whileRunning(messenger(), now);
    if (text.isBlank() || text.equals(turn.shown)) {
      return;
    }
    String id = turn.messageId;
    Duration pause = messenger().pace(address);
    if (id == null) {
      turn.messageId = outbox.send(address, liveKey(turn.turn()), Outgoing.text(text));
    } else {
      try {
        messenger().edit(address, id, Outgoing.text(text));
      } catch (ChannelException e) {
        // The next change is tried later; what is gone is sent anew at the end.
        pause = e.pause() == null ? pause : e.pause();
      }
    }
    turn.shown = text;
    turn.changedAt = nanoTime.getAsLong() + pause.toNanos();
  }
}
