package dev.oxydra.shelldaemon;

import dev.oxydra.types.ShellReply;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A command's processes and its output's way to who takes it. */
final class RunningCommand {
  /**
   * How long output may go on after the shell's end, where a process of it still holds the pipe.
   */
  private static final Duration DRAIN = Duration.ofMillis(200);

  private final Process shell;
  private final ProcessTree tree;
  private volatile boolean over;

  RunningCommand(Process shell, ProcessTree tree) {
    this.shell = shell;
    this.tree = tree;
  }

  /** Takes what a command writes. */
  @FunctionalInterface
  interface Outputs {
    void take(ShellReply.Stream stream, byte[] data) throws IOException;
  }

  /**
   * How a command ended.
   *
   * @param exitCode see {@link ShellReply.Exited}
   * @param timedOut whether it was killed because its time was over
   */
  record End(int exitCode, boolean timedOut) {}

  /** Passes its output on until it has ended, or is killed as its time is over. */
  End await(Duration timeout, Outputs outputs) {
    List<Pump> pumps = new ArrayList<>();
    for (ShellReply.Stream stream : ShellReply.Stream.values()) {
      var from =
          stream == ShellReply.Stream.STDOUT ? shell.getInputStream() : shell.getErrorStream();
      pumps.add(new Pump(from, data -> outputs.take(stream, data), this::kill));
    }
    pumps.forEach(Pump::start);
    boolean timedOut = !ends(timeout);
    if (timedOut) {
      kill();
    }
    int exitCode = shell.onExit().join().exitValue();
    pumps.forEach(pump -> pump.awaitEnd(DRAIN));
    kill();
    pumps.forEach(pump -> pump.awaitEnd(DRAIN));
    over = true;
    return new End(exitCode, timedOut);
  }

  private boolean ends(Duration timeout) {
    try {
      return shell.waitFor(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Gives it input.
   *
   * @throws IOException when it takes none
   */
  void input(byte[] data, boolean last) throws IOException {
    OutputStream in = shell.getOutputStream();
    in.write(data);
    in.flush();
    if (last) {
      in.close();
    }
  }

  /** Kills everything that it started; returns when nothing of it is left. */
  void kill() {
    // After its end the session's number may be another's.
    if (!over) {
      tree.kill();
    }
  }
}
