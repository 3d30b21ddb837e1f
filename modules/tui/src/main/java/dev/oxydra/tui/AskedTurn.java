package dev.oxydra.tui;

import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The turn of {@link Ask}, over one connection after the other: finds its session, sends it, and
 * writes what comes of it. Frames are given by one thread; any may cancel.
 */
final class AskedTurn {
  /** Codes of errors that say that what was asked for is not there. */
  private static final Set<String> WRONG =
      Set.of(
          "unknown_session",
          "ambiguous_session",
          "unknown_agent",
          "unknown_model",
          "invalid_field",
          "wrong_user");

  private static final String FAILED = "failed";
  private static final String TURN = "turn";
  private static final String TURN_ID = "turn_id";
  private static final String SESSION = "session";
  private static final String SESSION_ID = "session_id";

  private final Ask.Options options;
  private final String turn;
  private final AnswerOutput out;
  private final AnswerText answer;
  private final PrintStream err;
  private final AskApprovals approvals;
  private final AtomicReference<@Nullable TextSocket> socket = new AtomicReference<>();
  private volatile @Nullable String session;
  private volatile boolean sent;
  private volatile boolean started;
  private volatile boolean cancelled;
  private volatile Ask.@Nullable End end;
  private boolean submitted;
  private long lastSeq;
  private String lastProgress = "";

  AskedTurn(Ask.Options options, TurnId turn, AnswerOutput out, PrintStream err) {
    this.options = options;
    this.turn = turn.value();
    this.out = out;
    this.answer = new AnswerText(out);
    this.err = err;
    this.approvals = new AskApprovals(options.approval(), this::send);
  }

  /** How it ended; null before that. */
  Ask.@Nullable End end() {
    return end;
  }

  /** Whether it was sent, and may run. */
  boolean isSent() {
    return sent;
  }

  /** There is a connection, or none any more. */
  void connected(@Nullable TextSocket now) {
    socket.set(now);
    if (now != null) {
      answer.connected();
      String joined = session;
      send(AskFrames.hello(options.user().value(), joined, joined == null ? null : lastSeq));
    }
  }

  /** What can't be sent is lost with the connection, and said again over the next. */
  private void send(String frame) {
    TextSocket open = socket.get();
    if (open != null) {
      try {
        open.send(frame);
      } catch (IOException e) {
        var _ = socket.compareAndSet(open, null);
      }
    }
  }

  /** Asks for its end. One that waits in line can be told from the one that runs before it. */
  void cancel() {
    cancelled = true;
    String joined = session;
    if (sent && joined != null) {
      send(started ? AskFrames.cancel(joined, turn) : AskFrames.remove(joined, turn));
    }
  }

  /** Takes what the gateway says. */
  void receive(PlainFrame frame) {
    switch (frame.type()) {
      case "hello_ack" -> joined(frame);
      case "session_list" -> listed(frame);
      case "session_created" -> created(frame);
      case "session_switched" -> switched(frame);
      case "replay_complete" -> ready();
      case "event" -> event(frame);
      case "assistant_delta" -> delta(frame);
      case "turn_progress" -> progress(frame);
      case "approval_requested" -> asked(frame);
      case "error" -> refused(frame);
      default -> {}
    }
  }

  private boolean isOurs(PlainFrame frame) {
    return frame.text(TURN, TURN_ID).equals(turn);
  }

  private void joined(PlainFrame ack) {
    if (!PlainFrame.array(ack.payload(), "features").contains("events")) {
      end(Ask.Outcome.FAILED, "The agent's gateway sends no events. Use a newer one.");
    } else if (session == null) {
      // Not a switch over types, which spins a class at run time, on each start.
      if (options.place() instanceof Ask.NewSession wish) {
        send(AskFrames.create(wish));
      } else if (options.place() instanceof Ask.NamedSession) {
        send(AskFrames.list());
      } else {
        begin(ack.text(SESSION, SESSION_ID));
      }
    }
  }

  private void listed(PlainFrame list) {
    if (options.place() instanceof Ask.NamedSession wish) {
      List<String> found =
          SessionChoice.find(PlainFrame.array(list.payload(), "sessions"), wish.name());
      if (found.size() == 1) {
        send(AskFrames.change(found.getFirst()));
      } else {
        end(Ask.Outcome.REFUSED, SessionChoice.problem(found, wish.name()));
      }
    }
  }

  private void created(PlainFrame made) {
    String id = made.text(SESSION, SESSION_ID);
    err.println("session " + id);
    begin(id);
  }

  private void switched(PlainFrame there) {
    if (there.text("request_id").equals(AskFrames.SWITCH)) {
      begin(there.text(SESSION, SESSION_ID));
    } else {
      end(Ask.Outcome.FAILED, "The session was deleted while the turn ran.");
    }
  }

  private void begin(String id) {
    session = id;
    ready();
  }

  /** All that has happened is known. */
  private void ready() {
    String joined = session;
    if (cancelled && !submitted) {
      end(Ask.Outcome.CANCELLED, null);
    } else if (cancelled) {
      cancel();
    } else if (!submitted && joined != null) {
      sent = true;
      send(AskFrames.send(joined, turn, options.prompt(), options.model()));
    }
  }

  private void event(PlainFrame event) {
    long seq = event.number("seq");
    if (seq <= lastSeq) {
      return;
    }
    lastSeq = seq;
    if (!event.text(TURN_ID).equals(turn)) {
      return;
    }
    if (options.format() == Ask.Format.JSON) {
      out.line(AskFrames.json(event.payload()));
    }
    switch (event.text("type")) {
      case "turn.submitted" -> submitted = true;
      case "turn.started" -> started = true;
      case "message.assistant" -> {
        if (options.format() != Ask.Format.JSON) {
          answer.committed(event.messageText());
        }
      }
      case "turn.completed" -> end(Ask.Outcome.COMPLETED, null);
      case "turn.cancelled" -> end(Ask.Outcome.CANCELLED, null);
      case "turn.failed" -> end(Ask.Outcome.FAILED, event.text("payload", "message"));
      default -> {}
    }
  }

  private void delta(PlainFrame delta) {
    if (isOurs(delta) && options.format() != Ask.Format.JSON) {
      answer.delta(delta.text("delta"));
    }
  }

  private void progress(PlainFrame frame) {
    Map<?, ?> progress = PlainFrame.object(frame.payload(), "progress");
    String message = PlainFrame.text(progress, "message");
    boolean beats =
        PlainFrame.text(PlainFrame.object(progress, "kind"), "kind").equals("tool_heartbeat");
    if (isOurs(frame) && !beats && !message.equals(lastProgress)) {
      lastProgress = message;
      tell(message);
    }
  }

  private void tell(String message) {
    if (options.progress() && out.giveWay()) {
      err.println(PlainText.line(message));
    }
  }

  private void asked(PlainFrame question) {
    if (isOurs(question)) {
      if (options.approval() == Ask.Approval.NONE) {
        tell("Denied: " + question.text("tool") + ", as nobody can be asked");
      }
      approvals.requested(question);
    }
  }

  private void refused(PlainFrame error) {
    String message = error.text("message");
    if (isOurs(error)) {
      if (error.text(TURN, "state").equals(FAILED)) {
        end(Ask.Outcome.FAILED, message);
      }
      return;
    }
    String code = error.text("code");
    switch (error.text("request_id")) {
      case AskFrames.REMOVE -> {
        started |= code.equals("turn_not_waiting");
        if (started) {
          cancel();
        }
      }
      case AskFrames.HELLO, AskFrames.LIST, AskFrames.CREATE, AskFrames.SWITCH, AskFrames.SEND -> {
        if (!code.equals("shutting_down")) { // else the connection ends, and there is another guest
          end(WRONG.contains(code) ? Ask.Outcome.REFUSED : Ask.Outcome.FAILED, message);
        }
      }
      default -> {}
    }
  }

  private void end(Ask.Outcome outcome, @Nullable String message) {
    if (end == null) {
      end = new Ask.End(outcome, message);
    }
  }
}
