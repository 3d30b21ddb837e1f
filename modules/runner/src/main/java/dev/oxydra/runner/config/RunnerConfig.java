package dev.oxydra.runner.config;

import dev.oxydra.types.Bytes;
import dev.oxydra.types.Range;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    Path workspaceRoot,
    Tier tier,
    boolean insecure,
    Guest guest,
    Limits limits,
    Environment environment,
    Relay relay,
    Broker broker,
    Network network,
    Container container,
    MicroVm microVm) {
  public RunnerConfig {
    Objects.requireNonNull(workspaceRoot, "workspace_root");
    Objects.requireNonNull(tier, "tier");
    Objects.requireNonNull(guest, "guest");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(relay, "relay");
    Objects.requireNonNull(broker, "broker");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(microVm, "micro_vm");
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
   * What a user's two programs may take of the host.
   *
   * @param guest the agent JVM
   * @param shell the shell daemon with all the commands that it runs
   * @param maxFile the largest file that either may write
   * @param maxWorkspace how large the files of a user may get in all; commands are stopped then
   */
  public record Limits(
      Program guest,
      Program shell,
      @Bytes @Range(min = 1_048_576, max = 1_099_511_627_776L) long maxFile,
      @Bytes @Range(min = 1_048_576, max = 1_125_899_906_842_624L) long maxWorkspace) {
    public Limits {
      Objects.requireNonNull(guest, "guest");
      Objects.requireNonNull(shell, "shell");
    }
  }

  /**
   * What one program, with all that it starts, may take of the host.
   *
   * @param memory of all its processes together
   * @param cpuPercent processor time: 100 is one processor
   * @param processes how many processes and threads there may be at once
   */
  public record Program(
      @Bytes @Range(min = 67_108_864, max = 1_099_511_627_776L) long memory,
      @Range(min = 1, max = 100_000) int cpuPercent,
      @Range(min = 32, max = 1_000_000) int processes) {}

  /**
   * Variables of whoever starts a guest that may reach it.
   *
   * @param allow names of variables that {@code --env} and {@code --env-file} may set, without
   *     {@code SHELL_}; a name that ends with an asterisk stands for all that begin so
   */
  public record Environment(List<String> allow) {
    public Environment {
      allow = List.copyOf(allow);
    }
  }

  /**
   * What a guest may ask of the broker.
   *
   * @param maxConcurrentRequests how many requests of one guest run at once; more are refused
   * @param maxRequestBody the largest body that a guest may send
   * @param maxRequestsPerMinute more are refused; null for no limit
   * @param maxRequestsPerDay of a day in UTC; null for no limit
   * @param maxBytesPerDay both ways together, of a day in UTC; null for no limit
   * @param maxSpendPerDay what models may cost in a day in UTC, US dollars; null for no limit
   */
  public record Broker(
      @Range(min = 1, max = 10_000) int maxConcurrentRequests,
      @Bytes @Range(min = 1024, max = 1_073_741_824) long maxRequestBody,
      @Range(min = 1, max = 1_000_000) @Nullable Long maxRequestsPerMinute,
      @Range(min = 1, max = 1_000_000_000) @Nullable Long maxRequestsPerDay,
      @Bytes @Range(min = 1024, max = 1_125_899_906_842_624L) @Nullable Long maxBytesPerDay,
      @Nullable BigDecimal maxSpendPerDay) {}

  /**
   * What tools may reach through the broker's proxy.
   *
   * @param policy for tools that have none of their own
   * @param allow {@code host}, {@code host:port} or {@code *.domain}; an address that is private is
   *     reached only where it is listed exactly
   * @param tools by the tool's name: {@code web_fetch}, {@code mcp}, {@code shell}
   */
  public record Network(NetworkPolicy policy, List<String> allow, Map<String, ToolNetwork> tools) {
    public Network {
      Objects.requireNonNull(policy, "policy");
      allow = List.copyOf(allow);
      tools = Map.copyOf(tools);
    }
  }

  /**
   * One tool's own.
   *
   * @param policy null for that of all
   * @param allow in place of that of all; null for that of all
   */
  public record ToolNetwork(@Nullable NetworkPolicy policy, @Nullable List<String> allow) {
    public ToolNetwork {
      allow = allow == null ? null : List.copyOf(allow);
    }
  }

  /**
   * The tier {@code container}.
   *
   * @param engine the Unix socket of the engine; null for the first of Docker's and Podman's usual
   *     ones that answers
   * @param guestImage the image of guests, without a tag, which is that of this version
   * @param shellImage the image of shell daemons
   */
  public record Container(@Nullable Path engine, String guestImage, String shellImage) {
    public Container {
      Objects.requireNonNull(guestImage, "guest_image");
      Objects.requireNonNull(shellImage, "shell_image");
    }
  }

  /**
   * The tier {@code micro_vm}.
   *
   * @param images the folder of kernel and root image; relative to the configuration folder
   * @param acceleration whether the processor's own virtualization is used
   */
  public record MicroVm(Path images, Acceleration acceleration) {
    public MicroVm {
      Objects.requireNonNull(images, "images");
      Objects.requireNonNull(acceleration, "acceleration");
    }
  }

  /** How a virtual machine's instructions are run. */
  public enum Acceleration {
    /** KVM where a machine really runs with it, else TCG with a warning. */
    AUTO,
    /** By the processor; refused where that doesn't work. */
    KVM,
    /** By translation, which is slow and works everywhere. */
    TCG
  }
}
