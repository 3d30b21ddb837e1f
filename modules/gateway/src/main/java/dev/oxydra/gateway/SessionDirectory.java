package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A user's sessions: made, listed and found. The journal is all the state that it has. */
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
    return journal.sessions();
  }

  /** The session with this id; the default one is made if it isn't there. */
  Optional<SessionInfo> get(SessionId id) {
    Optional<SessionInfo> there = look(id);
    return there.isPresent() || !id.equals(defaultSession) ? there : ensureDefault();
  }

  private Optional<SessionInfo> look(SessionId id) {
    return list().stream().filter(session -> session.sessionId().equals(id)).findFirst();
  }

  private synchronized Optional<SessionInfo> ensureDefault() {
    if (look(defaultSession).isEmpty()) {
      append(defaultSession, AgentConfig.DEFAULT_AGENT, null, "gateway");
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

  synchronized SessionId create(@Nullable String displayName, String agentName, String origin) {
    SessionId id = SessionId.create();
    make(id, displayName, agentName, origin);
    return id;
  }

  private void make(SessionId id, @Nullable String displayName, String agentName, String origin) {
    String name = displayName == null || displayName.isBlank() ? null : checked(displayName);
    long open = list().stream().filter(session -> !session.archived()).count();
    if (open >= maxSessions) {
      throw new GatewayException(
          GatewayException.Code.SESSION_LIMIT,
          "There are %d sessions, which is as many as may be; archive one, or raise gateway.max_sessions (%d)"
              .formatted(open, maxSessions));
    }
    append(id, agentName, name, origin);
  }

  private static String checked(String displayName) {
    String name = displayName.strip();
    if (name.length() > MAX_DISPLAY_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw new GatewayException(
          GatewayException.Code.INVALID_FIELD,
          "Invalid field 'payload.display_name': at most %d characters and no control characters"
              .formatted(MAX_DISPLAY_NAME));
    }
    return name;
  }

  private void append(SessionId id, String agent, @Nullable String displayName, String origin) {
    journal.append(
        List.of(
            new NewEvent(
                id,
                null,
                "user",
                new EventPayload.SessionCreated(agent, displayName, origin, null))));
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
