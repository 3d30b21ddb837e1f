package dev.oxydra.runner.config;

import dev.oxydra.types.Bytes;
import dev.oxydra.types.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the runner, {@code runner.conf}.
 *
 * @param workspaceRoot where users' workspaces are, absolute; a relative path is taken from the
 *     configuration folder
 * @param tier how guests are kept apart
 * @param insecure whether guests start without isolation where it can't be had
 */
public record RunnerConfig(
    Path workspaceRoot, Tier tier, boolean insecure, Guest guest, Relay relay, Broker broker) {
  public RunnerConfig {
    Objects.requireNonNull(workspaceRoot, "workspace_root");
    Objects.requireNonNull(tier, "tier");
    Objects.requireNonNull(guest, "guest");
    Objects.requireNonNull(relay, "relay");
    Objects.requireNonNull(broker, "broker");
  }

  /**
   * How guests are run.
   *
   * @param startupTimeout how long one may take until it answers
   * @param stopTimeout how long one may take to end when asked, before it is killed
   * @param maxDeaths how many deaths within {@code deathWindow} are too many
   * @param deathWindow deaths further back don't count
   * @param maxHeap the largest Java heap of a guest
   */
  public record Guest(
      @Range(min = 1, max = 600) Duration startupTimeout,
      @Range(min = 1, max = 600) Duration stopTimeout,
      RestartBackoff restartBackoff,
      @Range(min = 1, max = 1000) int maxDeaths,
      @Range(min = 1, max = 86_400) Duration deathWindow,
      @Bytes @Range(min = 33_554_432, max = 1_099_511_627_776L) long maxHeap) {
    public Guest {
      Objects.requireNonNull(restartBackoff, "restart_backoff");
    }
  }

  /**
   * The pause before a guest that died is started again; it doubles with each death.
   *
   * @param min after the first death
   * @param max the longest
   */
  public record RestartBackoff(
      @Range(min = 0, max = 3600) Duration min, @Range(min = 0, max = 3600) Duration max) {}

  /**
   * The port that leads clients over TCP to a guest.
   *
   * @param address an IP address of this machine; without TLS a loopback one
   * @param port the port that is taken if it is free; 0 for any
   * @param host the name that clients know this machine by; null for the address
   * @param maxConnections how many connections one guest's port has at once; more are closed
   */
  public record Relay(
      String address,
      @Range(min = 0, max = 65_535) int port,
      @Nullable String host,
      @Range(min = 1, max = 100_000) int maxConnections,
      Tls tls) {
    public Relay {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(tls, "tls");
    }
  }

  /**
   * How connections to the port are encrypted.
   *
   * @param keystore a PKCS#12 file with the private key and its certificates; null for no TLS
   * @param passwordEnv the environment variable that holds the file's password
   */
  public record Tls(@Nullable Path keystore, @Nullable String passwordEnv) {}

  /**
   * What a guest may ask of the broker.
   *
   * @param maxConcurrentRequests how many requests of one guest run at once; more are refused
   * @param maxRequestBody the largest body that a guest may send
   */
  public record Broker(
      @Range(min = 1, max = 10_000) int maxConcurrentRequests,
      @Bytes @Range(min = 1024, max = 1_073_741_824) long maxRequestBody) {}
}
