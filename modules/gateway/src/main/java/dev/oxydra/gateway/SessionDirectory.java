package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user's sessions: made, listed, found, changed and deleted. The journal is all the state that it
 * has.
 */
final class SessionDirectory {
  private static final int MAX_DISPLAY_NAME = 200;

  /** How many candidates an error about an ambiguous prefix names. */
  private static final int CANDIDATES = 5;

  private final Journal journal;
  private final SessionId defaultSession;
  private final int maxSessions;

  SessionDirectory(UserId user, Journal journal, int maxSessions) {
    this.journal = journal;
    this.defaultSession = SessionId.defaultOf(user);
    this.maxSessions = maxSessions;
  }

  SessionId defaultSession() {
    return defaultSession;
  }

  List<SessionInfo> list() {
    return journal.projections().sessions();
  }

  /** Whom a session talks to; the default one is made if it isn't there. */
  String agentOf(SessionId id) {
    return journal
        .created(id)
        .map(EventPayload.SessionCreated::agentName)
        .or(() -> get(id).map(SessionInfo::agentName))
        .orElseThrow(() -> unknown(id.value()));
  }

  /** The session with this id; the default one is made if it isn't there. */
  Optional<SessionInfo> get(SessionId id) {
    Optional<SessionInfo> there = look(id);
    return there.isPresent() || !id.equals(defaultSession) ? there : ensureDefault();
  }

  private Optional<SessionInfo> look(SessionId id) {
    return journal.projections().session(id);
  }

  private synchronized Optional<SessionInfo> ensureDefault() {
    if (look(defaultSession).isEmpty()) {
      append(
          defaultSession,
          new EventPayload.SessionCreated(AgentConfig.DEFAULT_AGENT, null, "gateway", null));
    }
    return look(defaultSession);
  }

  /** The session with this id, made if it isn't there. */
  synchronized SessionInfo ensure(
      SessionId id, @Nullable String displayName, String agentName, String origin) {
    if (look(id).isEmpty()) {
      make(id, displayName, agentName, origin);
    }
    return look(id).orElseThrow(() -> unknown(id.value()));
  }

  /**
   * The session with this id, made if it isn't there; how many there may be doesn't count.
   *
   * @param made what is known of a new one
   */
  synchronized SessionInfo open(SessionId id, EventPayload.SessionCreated made) {
    if (look(id).isEmpty()) {
      journal.append(List.of(new NewEvent(id, null, "system", made)));
    }
    return look(id).orElseThrow(() -> unknown(id.value()));
  }

  synchronized SessionId create(@Nullable String displayName, String agentName, String origin) {
    SessionId id = SessionId.create();
    make(id, displayName, agentName, origin);
    return id;
  }

  private void make(SessionId id, @Nullable String displayName, String agentName, String origin) {
    String name = checked(displayName);
    requireRoom();
    append(id, new EventPayload.SessionCreated(agentName, name, origin, null));
  }

  /** Those of agents that were asked, and of schedules, are bounded elsewhere. */
  private void requireRoom() {
    long open =
        list().stream()
            .filter(session -> !session.archived() && session.parentSessionId() == null)
            .filter(session -> !session.channelOrigin().equals("schedule"))
            .count();
    if (open >= maxSessions) {
      throw new GatewayException(
          GatewayException.Code.SESSION_LIMIT,
          "There are %d sessions, which is as many as may be; archive one, or raise gateway.max_sessions (%d)"
              .formatted(open, maxSessions));
    }
  }

  private static @Nullable String checked(@Nullable String displayName) {
    if (displayName == null || displayName.isBlank()) {
      return null;
    }
    String name = displayName.strip();
    if (name.length() > MAX_DISPLAY_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw new GatewayException(
          GatewayException.Code.INVALID_FIELD,
          "Invalid field 'payload.display_name': at most %d characters and no control characters"
              .formatted(MAX_DISPLAY_NAME));
    }
    return name;
  }

  private void append(SessionId id, EventPayload payload) {
    journal.append(List.of(new NewEvent(id, null, "user", payload)));
  }

  /**
   * Gives a session another name.
   *
   * @param displayName null or blank for none
   * @return the name as it is now
   */
  synchronized @Nullable String rename(SessionId id, @Nullable String displayName) {
    SessionInfo session = require(id);
    String name = checked(displayName);
    if (!Objects.equals(name, session.displayName())) {
      append(id, new EventPayload.SessionRenamed(name));
    }
    return name;
  }

  /**
   * Makes a session of what was said elsewhere.
   *
   * @param maker makes it, with this name
   * @return false when there is one with this id already; it stays as it is
   */
  synchronized boolean bring(
      SessionId id, @Nullable String displayName, Consumer<@Nullable String> maker) {
    if (look(id).isPresent()) {
      return false;
    }
    String name = checked(displayName);
    requireRoom();
    maker.accept(name);
    return true;
  }

  /**
   * Sets what the user of a session is asked about.
   *
   * @param mode null for what is configured
   */
  synchronized void setApprovalMode(SessionId id, AgentConfig.@Nullable ApprovalMode mode) {
    SessionId parent = require(id).parentSessionId();
    if (parent != null) {
      throw new GatewayException(
          GatewayException.Code.INVALID_FIELD,
          "Invalid field 'payload.session_id': session %s works for session %s, and is asked about what that one is; set the mode in session %s"
              .formatted(id, parent, journal.root(id)));
    }
    if (mode != journal.projections().approvalMode(id).orElse(null)) {
      append(id, new ApprovalModeChanged(mode));
    }
  }

  /** Puts a session aside, or takes it back, if there is room for it. */
  synchronized void archive(SessionId id, boolean archived) {
    if (require(id).archived() == archived) {
      return;
    }
    if (!archived) {
      requireRoom();
    }
    append(id, new EventPayload.SessionArchived(archived));
  }

  /**
   * Makes a session that begins with a copy of another one's past.
   *
   * @param atSeq the last event that is copied
   */
  synchronized SessionId fork(
      SessionId from, long atSeq, @Nullable String displayName, String origin) {
    String agent = require(from).agentName();
    String name = checked(displayName);
    requireRoom();
    SessionId fork = SessionId.create();
    try {
      journal.fork(from, atSeq, fork, new EventPayload.SessionCreated(agent, name, origin, null));
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          GatewayException.Code.UNKNOWN_EVENT,
          "Session %s has no event %d; get_history shows those it has".formatted(from, atSeq),
          e);
    }
    return fork;
  }

  /**
   * Deletes a session and those below it.
   *
   * @return the backups that still have it
   */
  synchronized List<String> delete(SessionId id, String actor) {
    require(id);
    List<String> backups = journal.backupsOf(id);
    journal.delete(id, actor);
    return backups;
  }

  /** A session and those that its agent delegated to, and theirs. */
  List<SessionId> family(SessionId id) {
    List<SessionInfo> all = list();
    List<SessionId> family = new ArrayList<>(List.of(require(id).sessionId()));
    for (int i = 0; i < family.size(); i++) {
      SessionId parent = family.get(i);
      all.stream()
          .filter(session -> parent.equals(session.parentSessionId()))
          .map(SessionInfo::sessionId)
          .filter(child -> !family.contains(child))
          .forEach(family::add);
    }
    return family;
  }

  private SessionInfo require(SessionId id) {
    return look(id).orElseThrow(() -> unknown(id.value()));
  }

  SessionId find(String idOrPrefix) {
    if (idOrPrefix.isBlank()) {
      throw new GatewayException(
          GatewayException.Code.INVALID_FIELD,
          "Invalid field 'payload.session_id': give a session's id or the beginning of one");
    }
    if (idOrPrefix.equals(defaultSession.value())) {
      return get(defaultSession).orElseThrow().sessionId();
    }
    List<String> ids = list().stream().map(session -> session.sessionId().value()).toList();
    if (ids.contains(idOrPrefix)) {
      return new SessionId(idOrPrefix);
    }
    List<String> found = ids.stream().filter(id -> id.startsWith(idOrPrefix)).toList();
    return switch (found.size()) {
      case 0 -> throw unknown(idOrPrefix);
      case 1 -> new SessionId(found.getFirst());
      default -> throw ambiguous(idOrPrefix, found);
    };
  }

  static GatewayException unknown(String idOrPrefix) {
    return new GatewayException(
        GatewayException.Code.UNKNOWN_SESSION,
        "No session's id is or begins with '%s'; list_sessions shows those there are"
            .formatted(idOrPrefix));
  }

  private static GatewayException ambiguous(String prefix, List<String> found) {
    return new GatewayException(
        GatewayException.Code.AMBIGUOUS_SESSION,
        "%d sessions begin with '%s': %s%s; give more of the id"
            .formatted(
                found.size(),
                prefix,
                found.stream().limit(CANDIDATES).collect(Collectors.joining(", ")),
                found.size() > CANDIDATES ? ", …" : ""));
  }
}
