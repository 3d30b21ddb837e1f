package dev.oxydra.tui;

import dev.oxydra.types.UserId;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The terminal front end of one user's guest. */
public final class Tui {
  /** The person left. */
  public static final int QUIT = 0;

  /** The terminal failed or went away. */
  public static final int FAILED = 1;

  /** There is no terminal to draw on. */
  public static final int NO_TERMINAL = 2;

  private static final String NOT_UTF_8 =
      "The locale is not a UTF-8 one, but this program writes and reads UTF-8. Where signs or"
          + " umlauts look wrong, start it with LC_ALL=C.UTF-8.";

  private Tui() {}

  /**
   * What the front end must know.
   *
   * @param gatewaySocket the guest's Unix socket, {@code ipc/gateway.sock}; it needs not exist yet
   * @param tokenFile the file with the gateway's bearer token; read at every attempt to connect
   * @param workspace the folder of the agent's files, which are completed after an @
   * @param commands the folder of the person's own commands; it needs not exist
   * @param user who is talking
   * @param version the product's version, for the greeting
   */
  public record Options(
      Path gatewaySocket,
      Path tokenFile,
      Path workspace,
      Path commands,
      UserId user,
      String version) {
    public Options {
      Objects.requireNonNull(gatewaySocket, "gateway_socket");
      Objects.requireNonNull(tokenFile, "token_file");
      Objects.requireNonNull(workspace, "workspace");
      Objects.requireNonNull(commands, "commands");
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(version, "version");
    }
  }

  /** Whether there is a terminal to run in; if not, standard error is told why and what to do. */
  public static boolean hasTerminal() {
    String missing = missing(System.getenv("TERM"));
    if (missing != null) {
      System.err.println("The TUI needs a terminal, but " + missing);
    }
    return missing == null;
  }

  /**
   * Runs until the person quits. It takes over standard input and output, and gives the terminal
   * back as it was, whatever happens. A gateway that can't be reached is tried again for as long as
   * it takes; the status line says so.
   *
   * @return {@link #QUIT}, {@link #FAILED} or {@link #NO_TERMINAL}: the exit code. What went wrong
   *     has been said on standard error.
   */
  public static int run(Options options) {
    return run(options, InstantSource.system());
  }

  static int run(Options options, InstantSource clock) {
    if (!hasTerminal()) {
      return NO_TERMINAL;
    }
    Screen first = Screen.first(options.user(), options.version());
    if (!isUtf8()) {
      first = first.notice(Entry.Level.WARNING, NOT_UTF_8);
    }
    try (HeldOutput _ = HeldOutput.install();
        TtyTerminal terminal = TtyTerminal.open(System.getenv().getOrDefault("TERM", ""))) {
      Appearance appearance = Appearance.of(System.getenv(), !isUtf8());
      return new UiLoop(options, terminal, appearance, clock, first).run();
    } catch (IOException e) {
      System.err.println("The terminal failed: " + e.getMessage() + ". Start the TUI again.");
      return FAILED;
    }
  }

  /** What there is not, and what to do; null where all is there. */
  @SuppressWarnings("SystemConsoleNull") // it may be null in an image without jdk.internal.le
  private static @Nullable String missing(@Nullable String term) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return "standard input or output is not one."
          + " Start it in a terminal, without pipes or redirection.";
    }
    return term == null || term.isEmpty() || term.equals("dumb")
        ? "TERM is %s, which can't place text. If yours can, say so: TERM=xterm-256color."
            .formatted(term == null || term.isEmpty() ? "not set" : "'" + term + "'")
        : null;
  }

  /** Whether the locale says that the terminal is one for UTF-8. */
  private static boolean isUtf8() {
    return System.getProperty("native.encoding", "").equalsIgnoreCase("UTF-8");
  }
}
