package dev.oxydra.runner;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.ResourceUsage;
import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param health whether it answers; null where it isn't asked, as it doesn't run
 * @param activity what it does; null where it doesn't say
 * @param usage what its programs take of the host; null where none runs
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
    List<ProviderHealth> providers,
    @Nullable Health health,
    @Nullable GuestActivity activity,
    @Nullable Usage usage) {
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

  /** Before anything is asked or measured. */
  GuestStatus(
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
    this(
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
        providers,
        null,
        null,
        null);
  }

  /** This with what the guest said. */
  GuestStatus with(GuestReport report) {
    List<StartupStatus.Reason> all = new ArrayList<>(degradedReasons);
    report.troubles().stream()
        .filter(it -> all.stream().noneMatch(known -> known.code().equals(it.code())))
        .forEach(all::add);
    return with(all, report.providers(), report.health(), report.activity(), usage);
  }

  /** This with what its programs take of the host. */
  GuestStatus with(@Nullable Usage taken) {
    return with(degradedReasons, providers, health, activity, taken);
  }

  private GuestStatus with(
      List<StartupStatus.Reason> reasons,
      List<ProviderHealth> said,
      @Nullable Health answers,
      @Nullable GuestActivity does,
      @Nullable Usage taken) {
    return new GuestStatus(
        user, state, tier, pid, startedAt, provider, model, endpoint, socket, tokenFile, restarts,
        reasons, lastLog, said, answers, does, taken);
  }

  /** Whether nothing keeps it apart from the host. */
  boolean isInsecure() {
    return tier.equals("none");
  }

  /** Whether a guest that should answer does. */
  enum Health {
    @JsonProperty("healthy")
    HEALTHY,
    @JsonProperty("not_answering")
    NOT_ANSWERING
  }

  /**
   * What a guest's programs take of the host.
   *
   * @param guest the agent JVM; null while it doesn't run
   * @param shell the shell daemon and its commands; null while it doesn't run
   */
  record Usage(@Nullable Taken guest, @Nullable Taken shell) {
    static @Nullable Usage of(@Nullable Launched guest, @Nullable Launched shell) {
      Usage usage = new Usage(Taken.of(guest), Taken.of(shell));
      return usage.guest == null && usage.shell == null ? null : usage;
    }
  }

  /**
   * What one of them takes.
   *
   * @param memoryBytes of all its processes together
   * @param cpuMs processor time since it started, milliseconds
   * @param processes how many there are
   */
  record Taken(long memoryBytes, long cpuMs, int processes) {
    static @Nullable Taken of(@Nullable Launched program) {
      ResourceUsage usage = program == null ? ResourceUsage.NONE : program.usage();
      return usage.equals(ResourceUsage.NONE)
          ? null
          : new Taken(usage.memoryBytes(), usage.cpu().toMillis(), usage.processes());
    }
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
