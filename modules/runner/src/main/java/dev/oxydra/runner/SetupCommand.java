package dev.oxydra.runner;

import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import java.io.IOException;

/**
 * {@code runner setup}: asks a few questions and writes the answers into the configuration. What is
 * there already is the default of each question, and only what is answered otherwise is changed.
 */
final class SetupCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    Prompt prompt = new Prompt(invocation.host().in(), invocation.out(), invocation.has("--yes"));
    try {
      return run(invocation, prompt);
    } catch (Prompt.EndedException e) {
      prompt.say("");
      invocation
          .err()
          .println("runner: setup ended before its last question; nothing was changed.");
      return ExitCodes.FAILED;
    }
  }

  private static int run(Invocation invocation, Prompt prompt) {
    LoadedConfig config = Configuration.load(invocation);
    prompt.say("A few questions; Enter takes what is in brackets, Ctrl-D ends without a change.");
    SetupChanges changes = new SetupChanges();
    new ProviderQuestions(invocation, config, prompt, changes).ask();
    new HostQuestions(invocation, config, prompt, changes).ask();
    prompt.say("\nTelegram: its bot's token will be asked for once there is the Telegram channel.");
    if (!changes.lines().isEmpty()) {
      prompt.say("\nTo be written in " + invocation.files().config() + ":");
      changes.lines().forEach(line -> prompt.say("  " + line));
      if (!prompt.yes("Write it?", true)) {
        throw new Prompt.EndedException();
      }
    }
    write(invocation, prompt, changes);
    prompt.say("");
    return DoctorCommand.isReady(invocation) ? offerStart(invocation, prompt) : ExitCodes.FAILED;
  }

  private static void write(Invocation invocation, Prompt prompt, SetupChanges changes) {
    try {
      SetupChanges.Written written = changes.write(invocation.files().config(), invocation.user());
      LoadedConfig now = check(invocation, written);
      changes.overruled(invocation.files().config(), now.entries()).forEach(prompt::say);
      written.files().forEach(file -> prompt.say("Wrote " + file));
      if (written.files().isEmpty()) {
        prompt.say("Nothing had to be changed.");
      }
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "The configuration can't be written to %s: %s. Make room or make it writable."
              .formatted(invocation.files().config(), e.getMessage()),
          e);
    }
  }

  private static LoadedConfig check(Invocation invocation, SetupChanges.Written written)
      throws IOException {
    try {
      return Configuration.load(invocation);
    } catch (RunnerException | ConfigException e) {
      written.restore();
      throw new RunnerException(
          RunnerException.Kind.CONFIGURATION,
          "These answers don't fit the rest of the configuration, which was left as it was.\n"
              + e.getMessage(),
          e);
    }
  }

  private static int offerStart(Invocation invocation, Prompt prompt) {
    boolean runs = AgentDoctor.ask(invocation).port() > 0;
    prompt.say("");
    String question = runs ? "Restart your agent with it now?" : "Start your agent now?";
    if (prompt.silent() || !prompt.yes(question, true)) {
      prompt.say("Ready. Next: runner " + (runs ? "restart" : "tui"));
      return ExitCodes.OK;
    }
    int code = StartCommand.start(invocation, runs ? Action.RESTART : Action.START);
    if (code == ExitCodes.OK) {
      prompt.say("Next: runner tui");
    }
    return code;
  }
}
