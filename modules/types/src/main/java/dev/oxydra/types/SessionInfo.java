package dev.oxydra.types;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session as a list shows it.
 *
 * @param sessionId its id
 * @param agentName the agent that it talks to
 * @param displayName what its user calls it
 * @param channelOrigin the channel that it was made in
 * @param createdAt when it was made
 * @param lastActiveAt when its last event was appended
 * @param archived whether lists leave it out
 * @param parentSessionId the session whose agent delegated to it
 */
public record SessionInfo(
    SessionId sessionId,
    String agentName,
    @Nullable String displayName,
    String channelOrigin,
    Instant createdAt,
    Instant lastActiveAt,
    boolean archived,
    @Nullable SessionId parentSessionId) {
  public SessionInfo {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(agentName, "agent_name");
    Objects.requireNonNull(channelOrigin, "channel_origin");
    Objects.requireNonNull(createdAt, "created_at");
    Objects.requireNonNull(lastActiveAt, "last_active_at");
  }
}
