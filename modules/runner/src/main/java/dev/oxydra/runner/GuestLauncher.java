package dev.oxydra.runner;

import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ProgramName;
import dev.oxydra.runner.isolation.SocketLink;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.ShellCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a guest's processes, each in a sandbox of its own. */
final class GuestLauncher {
  static final String GUEST = "guest";
  static final String SHELL = "shell";
  static final String MAINTENANCE = "maintenance";

  /** Where a sandbox shows the folder of the journal. */
  static final String INTERNAL = "/internal";

  /** Of a guest that nobody can connect to. */
  private static final String NO_ENDPOINT = "ws://127.0.0.1:1/ws";

  private final Distribution distribution;
  private final DaemonFiles files;
  private final Map<String, String> environment;

  /**
   * @param environment the host's, for the launchers that name the JDK
   */
  GuestLauncher(Distribution distribution, DaemonFiles files, Map<String, String> environment) {
    this.distribution = distribution;
    this.files = files;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Starts the agent JVM.
   *
   * @param endpoint what it tells clients over TCP
   */
  Launched launchGuest(GuestPlan plan, String endpoint) {
    Workspace workspace = plan.workspace();
    IsolationTier tier = plan.tier();
    removeTraces(workspace);
    Mount shared = Mount.readWrite(workspace.shared(), "/shared");
    Mount tmp = Mount.readWrite(workspace.tmp(), "/tmp");
    Mount vault = Mount.readOnly(workspace.vault(), "/vault");
    Mount internal = Mount.readWrite(workspace.internal(), INTERNAL);
    Mount ipc = Mount.readWrite(workspace.ipc(), "/ipc");
    // Mounted over itself, so that the guest can't put a link to elsewhere in its place.
    Mount shell = Mount.readOnly(workspace.shellFolder(), "/ipc/shell");
    Bootstrap.Paths paths =
        new Bootstrap.Paths(
            tier.pathOf(shared),
            tier.pathOf(tmp),
            tier.pathOf(vault),
            tier.pathOf(internal),
            tier.pathOf(ipc),
            tier.pathOf(ipc, workspace.gatewaySocket()),
            tier.pathOf(ipc, workspace.brokerSocket()),
            tier.allowsShell() ? tier.pathOf(shell, workspace.shellSocket()) : "");
    List<String> command = guestCommand(plan, tier.pathOf(internal) + "/tmp");
    return tier.launch(
        new LaunchSpec(
            name(plan, GUEST),
            command,
            distribution.programsOf(command),
            List.of(shared, tmp, vault, internal, ipc, shell),
            guestSockets(plan, paths),
            plan.limits().guest(),
            variables(tier.pathOf(tmp), plan.variables().guest()),
            message(bootstrap(plan, paths, endpoint, null)),
            log(workspace, GUEST),
            log(workspace, GUEST, LogStream.STDOUT),
            files.status(plan.user(), GUEST),
            false));
  }

  /**
   * Starts an agent JVM that looks after its journal and ends. It sees nothing but the folder of
   * the journal.
   *
   * @param output the file that its report is written to
   */
  Launched launchMaintenance(GuestPlan plan, MaintenanceRequest request, Path output) {
    Workspace workspace = plan.workspace();
    IsolationTier tier = plan.tier();
    removeFile(output); // Of one that was killed.
    Mount internal = Mount.readWrite(workspace.internal(), INTERNAL);
    String scratch = tier.pathOf(internal) + "/tmp";
    Bootstrap.Paths paths =
        new Bootstrap.Paths(
            "/none", scratch, "/none", tier.pathOf(internal), "/none", "/none", "/none", "");
    List<String> command = guestCommand(plan, scratch);
    return tier.launch(
        new LaunchSpec(
            name(plan, MAINTENANCE),
            command,
            distribution.programsOf(command),
            List.of(internal),
            List.of(),
            plan.limits().guest(),
            variables(scratch, Map.of()),
            message(bootstrap(plan, paths, NO_ENDPOINT, request)),
            log(workspace, MAINTENANCE),
            output,
            files.status(plan.user(), MAINTENANCE),
            false));
  }

  private ProgramName name(GuestPlan plan, String role) {
    return new ProgramName(files.installation(), plan.user().value(), role);
  }

  private static List<SocketLink> guestSockets(GuestPlan plan, Bootstrap.Paths paths) {
    Workspace workspace = plan.workspace();
    List<SocketLink> sockets = new ArrayList<>();
    sockets.add(new SocketLink(workspace.gatewaySocket(), paths.gatewaySocket(), true));
    sockets.add(new SocketLink(workspace.brokerSocket(), paths.brokerSocket(), false));
    if (!paths.shellSocket().isEmpty()) {
      sockets.add(new SocketLink(workspace.shellSocket(), paths.shellSocket(), false));
    }
    return sockets;
  }

  private List<String> guestCommand(GuestPlan plan, String scratch) {
    List<String> command = new ArrayList<>(distribution.commandOf("guest", environment));
    // Not /tmp: the agent's commands write there too, and native libraries are unpacked to it.
    command.add(1, "-Djava.io.tmpdir=" + scratch);
    command.removeIf(argument -> argument.startsWith("-Xmx"));
    command.add(1, "-Xmx" + plan.limits().maxHeap());
    return command;
  }

  /** Starts the shell daemon, which sees nothing of the guest but the socket between the two. */
  Launched launchShell(GuestPlan plan) {
    Workspace workspace = plan.workspace();
    IsolationTier tier = plan.tier();
    Mount shared = Mount.readWrite(workspace.shared(), "/shared");
    Mount tmp = Mount.readWrite(workspace.tmp(), "/tmp");
    Mount socket = Mount.readWrite(workspace.shellFolder(), "/run/oxydra");
    List<String> command = new ArrayList<>(distribution.commandOf("shell-daemon", environment));
    SocketLink shell = link(tier, socket, workspace.shellSocket(), true);
    SocketLink proxy = link(tier, socket, workspace.commandBrokerSocket(), false);
    command.addAll(List.of(shell.inside(), proxy.inside()));
    removeFile(workspace.shellSocket());
    return tier.launch(
        new LaunchSpec(
            name(plan, SHELL),
            command,
            distribution.programsOf(command),
            List.of(shared, tmp, socket),
            List.of(shell, proxy),
            plan.limits().shell(),
            shellVariables(tier.pathOf(tmp), plan.variables().shell(), plan.serverVariables()),
            new byte[0],
            log(workspace, SHELL),
            log(workspace, SHELL, LogStream.STDOUT),
            files.status(plan.user(), SHELL),
            true));
  }

  private static SocketLink link(IsolationTier tier, Mount folder, Path socket, boolean listens) {
    return new SocketLink(socket, tier.pathOf(folder, socket), listens);
  }

  /** What an earlier guest left to be found by; its absence says that the new one isn't ready. */
  static void removeTraces(Workspace workspace) {
    removeFile(workspace.endpointFile());
    removeFile(workspace.tokenFile());
    removeFile(workspace.gatewaySocket());
  }

  private static Bootstrap bootstrap(
      GuestPlan plan,
      Bootstrap.Paths paths,
      String endpoint,
      @Nullable MaintenanceRequest maintenance) {
    return new Bootstrap(
        Bootstrap.VERSION,
        plan.user(),
        paths,
        endpoint,
        plan.roster().providers(),
        plan.roster().agents(),
        plan.roster().fallbacks(),
        plan.agent().reliability(),
        plan.catalog(),
        plan.agent().catalog().skipCatalogValidation(),
        plan.agent().runtime(),
        plan.agent().tools().withoutKeys(),
        plan.agent().approvals(),
        plan.agent().mcp(),
        plan.agent().memory().withoutKeys(),
        plan.agent().scheduler(),
        plan.agent().channels(),
        plan.operator(),
        plan.agent().gateway(),
        plan.agent().retention(),
        plan.tier().name(),
        plan.degradedReasons(),
        plan.network(),
        maintenance);
  }

  private static byte[] message(Bootstrap bootstrap) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      LengthPrefixed.write(out, bootstrap);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write a bootstrap", e);
    }
    return out.toByteArray();
  }

  private static Map<String, String> variables(String home, Map<String, String> passed) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "PATH",
                "/usr/local/bin:/usr/bin:/bin",
                "HOME",
                home,
                "LANG",
                "C.UTF-8",
                "TERM",
                "dumb"));
    variables.putAll(passed);
    return variables;
  }

  /**
   * With the names of those that are for all commands.
   *
   * @param passed those
   * @param servers what only some programs are given
   */
  static Map<String, String> shellVariables(
      String home, Map<String, String> passed, Map<String, String> servers) {
    Map<String, String> variables = variables(home, servers);
    variables.putAll(passed);
    if (!passed.isEmpty()) {
      variables.put(ShellCommand.VARIABLES, String.join(",", passed.keySet()));
    }
    return variables;
  }

  private static Path log(Workspace workspace, String role) {
    return log(workspace, role, LogStream.STDERR);
  }

  private static Path log(Workspace workspace, String role, LogStream stream) {
    Path log = workspace.log(role, stream);
    try {
      BoundedLog.bound(log);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't put " + log + " aside", e);
    }
    return log;
  }

  static void removeFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't remove " + file, e);
    }
  }
}
