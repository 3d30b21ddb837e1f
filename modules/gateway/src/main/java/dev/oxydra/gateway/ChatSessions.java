package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which session an HTTP request means. A thread's session has an id that is made of the channel,
 * the agent and the thread's name alone, so that it is found again without anything to remember.
 */
record ChatSessions(SessionHub hub) {
  private static final String ORIGIN = "http";
  private static final String THREAD = "thread-";
  private static final int MAX_THREAD = 200;

  /** Half a SHA-256, in bytes: nobody will find two names with the same. */
  private static final int HASH = 16;

  /**
   * What a request says of the session.
   *
   * @param actor an agent's name; any other name stands for the default agent
   * @param session its id
   * @param thread the client's own name for it
   */
  record Named(@Nullable String actor, @Nullable SessionId session, @Nullable String thread) {}

  /** The session that is spoken to. It is made on first use, unless its id is given. */
  SessionInfo toSend(Named named) {
    if (named.session() == null) {
      return byName(named, true);
    }
    SessionInfo session = byId(named.session(), named.actor());
    if (named.thread() == null && isThread(session) && !session.channelOrigin().equals(ORIGIN)) {
      throw new HttpRefusalException(
          HttpResponseStatus.BAD_REQUEST,
          "missing_field",
          "Missing field 'thread_id': session %s is a thread of channel '%s', where session_id and thread_id are both needed"
              .formatted(session.sessionId(), session.channelOrigin()));
    }
    requireThread(session, named.thread());
    return session;
  }

  /** The session that is read. */
  SessionInfo toRead(Named named) {
    if (named.session() == null) {
      return byName(named, false);
    }
    SessionInfo session = byId(named.session(), named.actor());
    requireThread(session, named.thread());
    return session;
  }

  private SessionInfo byId(SessionId id, @Nullable String actor) {
    SessionInfo session = hub.info(id);
    if (actor != null && !agent(actor).equals(session.agentName())) {
      throw HttpRefusalException.invalid(
          "actor_id", "session %s talks to agent '%s'".formatted(id, session.agentName()));
    }
    return session;
  }

  private String agent(@Nullable String actor) {
    return actor != null && hub.agents().contains(actor) ? actor : AgentConfig.DEFAULT_AGENT;
  }

  private SessionInfo byName(Named named, boolean make) {
    String agent = agent(named.actor());
    String thread = named.thread();
    if (thread == null && agent.equals(AgentConfig.DEFAULT_AGENT)) {
      return hub.info(hub.defaultSession());
    }
    SessionId id = thread == null ? hashed("agent-", agent) : threadOf(ORIGIN, agent, thread);
    return make ? hub.ensure(id, thread, agent, ORIGIN) : hub.info(id);
  }

  private static boolean isThread(SessionInfo session) {
    return session.sessionId().value().startsWith(THREAD);
  }

  private static void requireThread(SessionInfo session, @Nullable String thread) {
    if (thread == null) {
      return;
    }
    SessionId expected = threadOf(session.channelOrigin(), session.agentName(), thread);
    if (!expected.equals(session.sessionId())) {
      throw HttpRefusalException.invalid(
          "thread_id", "session %s is not that thread's".formatted(session.sessionId()));
    }
  }

  /** The session of a thread. */
  static SessionId threadOf(String origin, String agent, String thread) {
    if (thread.isBlank()
        || thread.length() > MAX_THREAD
        || thread.chars().anyMatch(Character::isISOControl)) {
      throw HttpRefusalException.invalid(
          "thread_id", "1 to %d characters, no control characters".formatted(MAX_THREAD));
    }
    return hashed(THREAD, origin + '\0' + agent + '\0' + thread);
  }

  private static SessionId hashed(String prefix, String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return new SessionId(prefix + HexFormat.of().formatHex(hash, 0, HASH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
