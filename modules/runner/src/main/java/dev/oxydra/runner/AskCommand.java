package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.tui.Ask;
import dev.oxydra.types.ModelRef;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** {@code runner ask}: one turn, for scripts. */
final class AskCommand implements Command {
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_MESSAGE = 2000;

  @Override
  public int run(Invocation invocation) {
    AskTerminals terminals = AskTerminals.of(invocation.host());
    Ask.Place place = place(invocation, "");
    ModelRef model = model(invocation);
    Duration timeout = timeout(invocation);
    Ask.Approval approval = approval(invocation);
    String prompt = prompt(invocation, terminals);
    Optional<GuestStatus> guest = guest(invocation);
    if (guest.isEmpty()) {
      return ExitCodes.NOT_RUNNING;
    }
    return report(
        invocation,
        Ask.run(
            new Ask.Options(
                Path.of(guest.get().socket()),
                Path.of(guest.get().tokenFile()),
                guest.get().user(),
                prompt,
                place instanceof Ask.NewSession ? place(invocation, prompt) : place,
                model,
                approval,
                format(invocation, terminals),
                terminals.err() && !invocation.has("--quiet"),
                timeout)));
  }

  private static String prompt(Invocation invocation, AskTerminals terminals) {
    String words =
        String.join(" ", invocation.parsed().matchedPositionalValue(0, List.<String>of()));
    try {
      return AskInput.prompt(words, terminals.in() ? null : System.in);
    } catch (AskInput.UnusableException e) {
      throw wrong(invocation, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "The standard input can't be read: " + e.getMessage() + ". Close it with </dev/null.",
          e);
    }
  }

  private static Ask.Place place(Invocation invocation, String prompt) {
    String named = invocation.option("--session", "");
    String agent = invocation.option("--agent", "");
    boolean fresh = invocation.has("--new");
    if (fresh && !named.isEmpty()) {
      throw wrong(invocation, "Either --new or --session: where shall it be asked?", null);
    }
    if (!fresh && !agent.isEmpty()) {
      throw wrong(invocation, "--agent goes with --new: a session stays with its agent", null);
    }
    if (fresh) {
      return new Ask.NewSession(name(prompt), agent.isEmpty() ? null : agent);
    }
    return named.isEmpty() ? new Ask.DefaultSession() : new Ask.NamedSession(named);
  }

  /** The first words. */
  static String name(String prompt) {
    String line = Printable.of(prompt, 10 * LONGEST_NAME).replaceAll("\\s+", " ").strip();
    if (line.length() <= LONGEST_NAME) {
      return line;
    }
    int space = line.lastIndexOf(' ', LONGEST_NAME);
    int end = space > 0 ? space : LONGEST_NAME;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
  }

  private static @Nullable ModelRef model(Invocation invocation) {
    String model = invocation.option("--model", "");
    try {
      return model.isEmpty() ? null : ModelRef.parse(model);
    } catch (IllegalArgumentException e) {
      throw wrong(invocation, "--model: " + e.getMessage(), e);
    }
  }

  private static @Nullable Duration timeout(Invocation invocation) {
    String timeout = invocation.option("--timeout", "");
    if (timeout.isEmpty()) {
      return null;
    }
    Duration parsed = Whiles.parse(timeout);
    if (parsed == null || parsed.isZero()) {
      throw wrong(invocation, "--timeout " + timeout + ": this is no while such as 90s", null);
    }
    return parsed;
  }

  private static Ask.Approval approval(Invocation invocation) {
    Approve approve = invocation.option("--approve", Approve.none);
    if (approve == Approve.ask) {
      try (FileInputStream _ = new FileInputStream("/dev/tty")) {
        return Ask.Approval.ASK;
      } catch (IOException e) {
        throw wrong(invocation, "--approve ask: there is no terminal to ask on", e);
      }
    }
    return approve == Approve.all ? Ask.Approval.ALL : Ask.Approval.NONE;
  }

  private static Ask.Format format(Invocation invocation, AskTerminals terminals) {
    if (invocation.has("--json")) {
      return Ask.Format.JSON;
    }
    return terminals.out() ? Ask.Format.TERMINAL : Ask.Format.TEXT;
  }

  /** The user's guest, started where it doesn't run; empty where it can't be, which is said. */
  private static Optional<GuestStatus> guest(Invocation invocation) {
    try {
      Optional<GuestStatus> running = AttachCommand.running(invocation);
      return running.isPresent() ? running : started(invocation);
    } catch (RunnerException e) {
      if (e.kind() == RunnerException.Kind.CONFIGURATION) {
        throw e;
      }
      invocation.err().println("runner: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<GuestStatus> started(Invocation invocation) {
    TuiCommand.writeFirstFiles(invocation);
    ControlRequest request = StartCommand.request(invocation, Action.START);
    invocation.err().println("Starting your agent …");
    ControlReply reply = DaemonProcess.askStarting(invocation, request);
    if (reply.outcome() == Outcome.UNCHANGED || reply.outcome() == Outcome.DONE) {
      return Optional.of(reply.guests().getFirst());
    }
    if (StartCommand.report(invocation, reply) == ExitCodes.WRONG_INPUT) {
      throw new RunnerException(
          RunnerException.Kind.CONFIGURATION, "The agent can't be started with this configuration");
    }
    return Optional.empty();
  }

  private static int report(Invocation invocation, Ask.End end) {
    if (end.message() != null) {
      invocation.err().println("runner: " + Printable.of(end.message(), LONGEST_MESSAGE));
    }
    return switch (end.outcome()) {
      case COMPLETED -> ExitCodes.OK;
      case FAILED -> ExitCodes.FAILED;
      case REFUSED -> ExitCodes.WRONG_INPUT;
      case UNREACHABLE -> ExitCodes.NOT_RUNNING;
      case CANCELLED -> ExitCodes.CANCELLED;
      case TIMED_OUT -> ExitCodes.TIMED_OUT;
    };
  }

  private static ParameterException wrong(
      Invocation invocation, String message, @Nullable Exception cause) {
    return cause == null
        ? new ParameterException(invocation.commandLine(), message)
        : new ParameterException(invocation.commandLine(), message, cause);
  }

  /** The values of {@code --approve}, as they are written. */
  @SuppressWarnings("NamingStyle")
  enum Approve {
    none,
    all,
    ask
  }
}
