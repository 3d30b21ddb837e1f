package dev.oxydra.tui;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.OverviewRequest;
import dev.oxydra.types.QueueRequest;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UndoRequest;
import dev.oxydra.types.Uuid7;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The frames that the front end sends. */
final class Requests {
  private static final String HELLO = "hello-";
  private static final String STATUS = "status-";

  private static final List<String> FEATURES =
      List.of(
          "events",
          "approvals",
          "undo",
          "history",
          "memory",
          "context",
          "usage",
          "queue",
          "tools",
          "overview");

  /** What requests about the memory are for, which their ids begin with. */
  static final String FIND = "find-";

  static final String FORGET = "forget-";
  static final String RECALLED = "recalled-";
  static final String PREVIEW = "preview-";

  /** A list is asked for again. */
  static final String RENEWED = "renewed-";

  /** A list with what lists leave out is asked for again. */
  static final String ALL = RENEWED + "all-";

  /** What today has cost, for the status line. */
  static final String TODAY = "today-";

  /** Who works for the agent, for the tree above the input. */
  static final String RUNNING = "running-";

  /** What a session's approval mode is, for the status line. */
  static final String MODE = "mode-";

  private static final String NAMES = "names-";

  /** Events of which a few are messages. */
  private static final int PREVIEWED = 60;

  /** Messages that are found. */
  private static final int FOUND = 50;

  private static final Pattern AGENT = Pattern.compile("(?:^|\\s)--agent[ =](\\S+)");

  private Requests() {}

  static ClientFrame.Hello hello(Screen screen, @Nullable SessionId session) {
    return new ClientFrame.Hello(
        HELLO + Uuid7.create(),
        ClientFrame.PROTOCOL_VERSION,
        screen.user(),
        session,
        false,
        FEATURES,
        session == null ? 0L : screen.conversation().lastSeq());
  }

  /** Whether an answer is one to a hello. */
  static boolean isHello(@Nullable String requestId) {
    return requestId != null && requestId.startsWith(HELLO);
  }

  static ClientFrame health() {
    return new ClientFrame.HealthCheck(id());
  }

  static ClientFrame list() {
    return new ClientFrame.ListSessions(id(), false, false);
  }

  /**
   * The list of sessions that is open, again.
   *
   * @param all whether with those that were put away
   */
  static ClientFrame sessionsAgain(boolean all) {
    return new ClientFrame.ListSessions((all ? ALL : RENEWED) + Uuid7.create(), all, false);
  }

  /** What was said last in a session. */
  static ClientFrame preview(SessionId session) {
    return new HistoryRequest.GetHistory(PREVIEW + Uuid7.create(), session, null, PREVIEWED);
  }

  static ClientFrame find(String words) {
    return new HistoryRequest.SearchSessions(id(), words, FOUND);
  }

  static ClientFrame agents() {
    return new OverviewRequest.ListAgents(id());
  }

  static ClientFrame models() {
    return new OverviewRequest.ListModels(id());
  }

  static ClientFrame skills() {
    return new OverviewRequest.ListSkills(id());
  }

  static ClientFrame schedules() {
    return new OverviewRequest.ListSchedules(id());
  }

  static ClientFrame change(String schedule, OverviewRequest.ScheduleAction action) {
    return new OverviewRequest.ChangeSchedule(RENEWED + Uuid7.create(), schedule, action);
  }

  static ClientFrame running() {
    return new OverviewRequest.ListRunning(RUNNING + Uuid7.create());
  }

  /**
   * @param days null for as many as the server thinks
   */
  static ClientFrame usage(@Nullable Integer days) {
    return new OverviewRequest.GetUsage(id(), days);
  }

  /** Whether a request was made without anybody's asking for it. */
  static boolean isAside(@Nullable String requestId) {
    return requestId != null
        && (isOf(TODAY, requestId)
            || isOf(MODE, requestId)
            || isOf(RUNNING, requestId)
            || isOf(PREVIEW, requestId));
  }

  static ClientFrame today() {
    return new OverviewRequest.GetUsage(TODAY + Uuid7.create(), 1);
  }

  /** For the status line. */
  static ClientFrame mode(SessionId session) {
    return new ClientFrame.GetApprovalMode(MODE + Uuid7.create(), session);
  }

  /** For the person. */
  static ClientFrame tellMode(SessionId session) {
    return new ClientFrame.GetApprovalMode(id(), session);
  }

  static ClientFrame set(SessionId session, @Nullable ApprovalMode mode) {
    return new ClientFrame.SetApprovalMode(id(), session, mode);
  }

  /**
   * A new session.
   *
   * @param wish its name, and {@code --agent} with the agent's anywhere in it; each may be missing
   */
  static ClientFrame create(String wish) {
    Matcher agent = AGENT.matcher(wish);
    boolean named = agent.find();
    String name = (named ? agent.replaceFirst(" ") : wish).strip();
    return new ClientFrame.CreateSession(
        id(), name.isEmpty() ? null : name, named ? agent.group(1) : null);
  }

  static ClientFrame switchTo(SessionId session) {
    return new ClientFrame.SwitchSession(id(), session.value(), 0L);
  }

  /** All events of the session that this client is in already. */
  static ClientFrame follow(SessionId session) {
    return new ClientFrame.Subscribe(id(), session, 0L);
  }

  /** Whether an answer is one to a request for this. */
  static boolean isOf(String purpose, String requestId) {
    return requestId.startsWith(purpose);
  }

  static ClientFrame notes() {
    return new MemoryRequest.ListNotes(FIND + Uuid7.create());
  }

  static ClientFrame recalledNotes() {
    return new MemoryRequest.ListNotes(RECALLED + Uuid7.create());
  }

  static ClientFrame search(String purpose, String question) {
    return new MemoryRequest.SearchMemory(
        purpose + Uuid7.create(), question, MemoryStore.MAX_RESULTS, null, null, null, null);
  }

  static ClientFrame forget(String requestId, List<MemoryEvent.Place> places) {
    return new MemoryRequest.Forget(requestId, places);
  }

  /** One message. */
  static ClientFrame message(SessionId session, long seq) {
    return new HistoryRequest.GetHistory(RECALLED + Uuid7.create(), session, seq + 1, 1);
  }

  /** All sessions, for what they are called. */
  static ClientFrame sessionNames() {
    return new ClientFrame.ListSessions(NAMES + Uuid7.create(), true, true);
  }

  static boolean isNames(String requestId) {
    return requestId.startsWith(NAMES);
  }

  /** How the guest is, to be told to the person. */
  static ClientFrame status() {
    return new ClientFrame.HealthCheck(STATUS + Uuid7.create());
  }

  static boolean isStatus(String requestId) {
    return requestId.startsWith(STATUS);
  }

  static ClientFrame cancelAll() {
    return new ClientFrame.CancelAllActiveTurns(id());
  }

  static ClientFrame steer(Session session, TurnId turn, String text) {
    return new QueueRequest.SteerTurn(id(), session.id(), turn, text);
  }

  /** A turn that waits doesn't any more. */
  static ClientFrame unqueue(Session session, TurnId turn) {
    return new QueueRequest.RemoveQueuedTurn(id(), session.id(), turn);
  }

  static ClientFrame rename(Session session, String name) {
    return new HistoryRequest.RenameSession(id(), session.id(), name.isEmpty() ? null : name);
  }

  static ClientFrame archive(Session session, boolean archived) {
    return new HistoryRequest.ArchiveSession(id(), session.id(), archived);
  }

  static ClientFrame export(Session session, HistoryRequest.Format format) {
    return new HistoryRequest.ExportSession(id(), session.id(), format);
  }

  static ClientFrame fork(Session session, long seq, String name) {
    return new HistoryRequest.ForkSession(id(), session.id(), seq, name.isEmpty() ? null : name);
  }

  static ClientFrame cancel(Session session, TurnId turn) {
    return new ClientFrame.CancelActiveTurn(id(), session.id(), turn);
  }

  static ClientFrame resolve(
      String approvalId, ApprovalEvent.Decision decision, @Nullable String note) {
    return new ClientFrame.ResolveApproval(id(), approvalId, decision, note);
  }

  static ClientFrame undo(Session session) {
    return new UndoRequest.Undo(id(), session.id());
  }

  static ClientFrame rewind(Session session, TurnId turn) {
    return new UndoRequest.Rewind(id(), session.id(), turn);
  }

  /** Sends a request of a command that is about the session, if it can be sent. */
  static Step send(Screen screen, Screen sent, Function<Session, ClientFrame> request) {
    Session session = screen.session();
    return screen.online() && session != null
        ? Step.send(sent, request.apply(session))
        : offline(screen);
  }

  /** Sends a request of a command, if it can be sent. */
  static Step send(Screen screen, Screen sent, ClientFrame request) {
    return screen.online() ? Step.send(sent, request) : offline(screen);
  }

  /** The command stays in the input. */
  static Step offline(Screen screen) {
    return Step.of(screen.hinted("Not connected: the command stays here until you send it again."));
  }

  static String id() {
    return Uuid7.create().toString();
  }
}
