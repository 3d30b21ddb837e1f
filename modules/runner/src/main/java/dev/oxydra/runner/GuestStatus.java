package dev.oxydra.runner;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a guest is.
 *
 * @param user whose it is
 * @param state where it is in its life
 * @param tier the isolation tier that it runs in, {@code none} without one
 * @param pid the agent JVM's process id on the host; null when there is none
 * @param startedAt when that process started
 * @param provider the provider that answers
 * @param model the model that answers
 * @param endpoint the WebSocket's URL for clients over TCP
 * @param socket the gateway's Unix socket
 * @param tokenFile the file that holds the gateway's token
 * @param restarts how often it was started again after it died
 * @param degradedReasons what doesn't work as it should
 * @param lastLog the last lines that it wrote, when it failed
 * @param providers how the models that it asked have been answering; empty where it doesn't say
 */
record GuestStatus(
    UserId user,
    State state,
    String tier,
    @Nullable Long pid,
    @Nullable Instant startedAt,
    String provider,
    String model,
    String endpoint,
    String socket,
    String tokenFile,
    int restarts,
    List<StartupStatus.Reason> degradedReasons,
    List<String> lastLog,
    List<ProviderHealth> providers) {
  GuestStatus {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(tier, "tier");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(socket, "socket");
    Objects.requireNonNull(tokenFile, "token_file");
    degradedReasons = List.copyOf(degradedReasons);
    lastLog = List.copyOf(lastLog);
    providers = List.copyOf(providers);
  }

  /** This with another list of {@link #providers}. */
  GuestStatus with(List<ProviderHealth> health) {
    return new GuestStatus(
        user,
        state,
        tier,
        pid,
        startedAt,
        provider,
        model,
        endpoint,
        socket,
        tokenFile,
        restarts,
        degradedReasons,
        lastLog,
        health);
  }

  /** A guest's life. */
  enum State {
    @JsonProperty("starting")
    STARTING,
    @JsonProperty("running")
    RUNNING,
    /** It died and is started again after a pause. */
    @JsonProperty("restarting")
    RESTARTING,
    @JsonProperty("stopping")
    STOPPING,
    @JsonProperty("stopped")
    STOPPED,
    /** It died too often, or never got ready; it is left alone until it is started again. */
    @JsonProperty("failed")
    FAILED
  }
}
