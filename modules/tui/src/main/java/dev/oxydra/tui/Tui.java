package dev.oxydra.tui;

import dev.oxydra.types.UserId;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** The terminal front end of one user's guest. */
public final class Tui {
  /** The person left. */
  public static final int QUIT = 0;

  /** The terminal failed or went away. */
  public static final int FAILED = 1;

  /** There is no terminal to draw on. */
  public static final int NO_TERMINAL = 2;

  private Tui() {}

  /**
   * What the front end must know.
   *
   * @param gatewaySocket the guest's Unix socket, {@code ipc/gateway.sock}; it needs not exist yet
   * @param tokenFile the file with the gateway's bearer token; read at every attempt to connect
   * @param user who is talking
   * @param version the product's version, for the greeting
   */
  public record Options(Path gatewaySocket, Path tokenFile, UserId user, String version) {
    public Options {
      Objects.requireNonNull(gatewaySocket, "gateway_socket");
      Objects.requireNonNull(tokenFile, "token_file");
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(version, "version");
    }
  }

  /**
   * Runs until the person quits. It takes over standard input and output, and gives the terminal
   * back as it was, whatever happens. A gateway that can't be reached is tried again for as long as
   * it takes; the status line says so.
   *
   * @return {@link #QUIT}, {@link #FAILED} or {@link #NO_TERMINAL}: the exit code. What went wrong
   *     has been said on standard error.
   */
  @SuppressWarnings("SystemConsoleNull") // it may be null in an image without jdk.internal.le
  public static int run(Options options) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      System.err.println(
          "The TUI needs a terminal, but standard input or output is not one."
              + " Start it in a terminal, without pipes or redirection.");
      return NO_TERMINAL;
    }
    try (HeldOutput _ = HeldOutput.install();
        TtyTerminal terminal = TtyTerminal.open()) {
      return new UiLoop(options, terminal).run();
    } catch (IOException e) {
      System.err.println("The terminal failed: " + e.getMessage() + ". Start the TUI again.");
      return FAILED;
    }
  }
}
