package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.ParameterException;

/** {@code runner start}: returns when the guest is ready, or all are. */
final class StartCommand implements Command {
  private static final String ALL = "--all";

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    if (invocation.has("--foreground")) {
      return DaemonCommand.serve(invocation, request(invocation, Action.START));
    }
    return start(invocation, Action.START);
  }

  /** Starts or restarts guests, and says how that went. */
  static int start(Invocation invocation, Action action) {
    ControlRequest request = request(invocation, action);
    return report(invocation, DaemonProcess.askStarting(invocation, request));
  }

  /**
   * @throws RunnerException when the configuration is wrong, of one or of all users, before
   *     anything is started
   */
  static ControlRequest request(Invocation invocation, Action action) {
    invocation.files().check();
    Map<String, String> variables = variables(invocation);
    List<UserId> users = users(invocation);
    users.forEach(user -> check(invocation, user, variables));
    return new ControlRequest(
        1,
        ControlRequest.VERSION,
        action,
        invocation.has(ALL) ? null : users.getFirst(),
        invocation.has("--insecure"),
        invocation.host().environment(),
        variables,
        null);
  }

  private static List<UserId> users(Invocation invocation) {
    if (!invocation.has(ALL)) {
      return List.of(invocation.user());
    }
    if (invocation.namedUser() != null) {
      throw new ParameterException(
          invocation.commandLine(), "Either --all or --user: whose agent is it about?");
    }
    return List.copyOf(EveryUser.configured(invocation.files()));
  }

  private static void check(Invocation invocation, UserId user, Map<String, String> variables) {
    Map<String, String> environment = invocation.host().environment();
    LoadedConfig config = Configuration.load(invocation.files().config(), user, environment);
    config.warnings().forEach(warning -> invocation.err().println("warning: " + warning));
    Configuration.workspace(config, user).check();
    PassedVariables _ = PassedVariables.of(variables, config, environment);
    Map<String, String> _ = ServerVariables.of(config, environment);
  }

  /** Those of {@code --env-file}, then those of {@code --env}, later ones in place of earlier. */
  private static Map<String, String> variables(Invocation invocation) {
    Map<String, String> variables = new LinkedHashMap<>();
    String file = invocation.option("--env-file", "");
    if (!file.isEmpty()) {
      variables.putAll(EnvFile.read(invocation.host().folder().resolve(file).normalize()));
    }
    for (String given : invocation.option("--env", List.<String>of())) {
      int equals = given.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            invocation.commandLine(), "--env " + given + ": this is no NAME=VALUE");
      }
      variables.put(given.substring(0, equals), given.substring(equals + 1));
    }
    return variables;
  }

  static int report(Invocation invocation, ControlReply reply) {
    boolean good = reply.outcome() == Outcome.DONE || reply.outcome() == Outcome.UNCHANGED;
    (good ? invocation.out() : invocation.err()).println(reply.message());
    for (GuestStatus guest : reply.guests()) {
      String whose = reply.guests().size() > 1 ? guest.user() + ": " : "";
      guest.degradedReasons().stream()
          .filter(Predicate.not(reason -> reason.code().equals("failed")))
          .map(reason -> "warning: " + whose + reason.code() + ": " + reason.detail())
          .forEach(invocation.err()::println);
      guest.lastLog().forEach(line -> invocation.err().println(whose + "| " + line));
    }
    return switch (reply.outcome()) {
      case DONE, UNCHANGED -> ExitCodes.OK;
      case BAD_CONFIGURATION -> ExitCodes.WRONG_INPUT;
      case FAILED, ENDING -> ExitCodes.FAILED;
    };
  }
}
