package dev.oxydra.tui;

import dev.oxydra.types.ModelRef;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One turn of a user's guest for scripts: a prompt goes in, the answer comes out. */
public final class Ask {
  private Ask() {}

  /**
   * What is to be known of the turn.
   *
   * @param gatewaySocket the guest's Unix socket, {@code ipc/gateway.sock}
   * @param tokenFile the file with the gateway's bearer token; read at every attempt to connect
   * @param user who is talking
   * @param prompt what is asked
   * @param place the session
   * @param model which model is to answer; null for the agent's
   * @param approval what becomes of calls that the user is asked about
   * @param format how the answer is written
   * @param progress whether standard error is told what the turn does
   * @param timeout when the turn is cancelled, from when it was sent; null for never
   */
  public record Options(
      Path gatewaySocket,
      Path tokenFile,
      UserId user,
      String prompt,
      Place place,
      @Nullable ModelRef model,
      Approval approval,
      Format format,
      boolean progress,
      @Nullable Duration timeout) {
    public Options {
      Objects.requireNonNull(gatewaySocket, "gateway_socket");
      Objects.requireNonNull(tokenFile, "token_file");
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(approval, "approval");
      Objects.requireNonNull(format, "format");
    }
  }

  /** In which session a turn runs. */
  public sealed interface Place {}

  /** The user's default one. */
  public record DefaultSession() implements Place {}

  /**
   * One that there is.
   *
   * @param name its id, its name, or the beginning of its id that no other has
   */
  public record NamedSession(String name) implements Place {
    public NamedSession {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * One that is made for it.
   *
   * @param name what it is called
   * @param agent whom it talks to; null for the default agent
   */
  public record NewSession(String name, @Nullable String agent) implements Place {
    public NewSession {
      Objects.requireNonNull(name, "name");
    }
  }

  /** What becomes of calls that the user is asked about. */
  public enum Approval {
    /** They are denied. */
    NONE,
    /** They may run, each once. */
    ALL,
    /** The user is asked on the controlling terminal. */
    ASK
  }

  /** How an answer is written. */
  public enum Format {
    /** Its text, without anything that could steer a terminal. */
    TERMINAL,
    /** Its text as the model wrote it. */
    TEXT,
    /** The turn's events, a line of JSON each. */
    JSON
  }

  /** How it ended. */
  public enum Outcome {
    COMPLETED,
    FAILED,
    CANCELLED,
    /** There is no such session, agent or model. */
    REFUSED,
    UNREACHABLE,
    TIMED_OUT
  }

  /**
   * The end.
   *
   * @param message what went wrong, for people; null where nothing is to be said
   */
  public record End(Outcome outcome, @Nullable String message) {
    public End {
      Objects.requireNonNull(outcome, "outcome");
    }
  }

  /**
   * Sends the turn, and writes its answer to standard output and nothing else. The end of the
   * process, as by Ctrl+C, and the end of whoever reads standard output cancel the turn.
   */
  public static End run(Options options) {
    return run(options, TurnId.create(), new FileOutputStream(FileDescriptor.out), System.err);
  }

  static End run(Options options, TurnId turn, OutputStream out, PrintStream err) {
    AnswerOutput output = new AnswerOutput(out, options.format() == Format.TERMINAL);
    return new AskLoop(options, new AskedTurn(options, turn, output, err), output).run();
  }
}
