package dev.oxydra.tools;

import dev.oxydra.types.ShellReply;
import dev.oxydra.types.TurnUpdate.ToolOutput.Stream;
import java.util.function.BiConsumer;

/** Both outputs of a command: kept for the model, and shown to those who watch. */
final class CommandOutput implements AutoCloseable {
  /** What the exit code, its explanation and the names of the streams may take, in bytes. */
  private static final int FRAME = 200;

  private final int room;
  private final BoundedOutput stdout;
  private final BoundedOutput stderr;
  private final LiveText liveStdout;
  private final LiveText liveStderr;

  /** No file is made before one is needed. */
  CommandOutput(Overflow overflow, BiConsumer<Stream, String> watchers) {
    // Together they fit what is shown of one output, so that it isn't cut a second time.
    this.room = overflow.limit() - FRAME;
    this.stdout = overflow.open("shell_exec-stdout");
    this.stderr = overflow.open("shell_exec-stderr");
    this.liveStdout = new LiveText(Stream.STDOUT, overflow.limit(), watchers);
    this.liveStderr = new LiveText(Stream.STDERR, overflow.limit(), watchers);
  }

  void write(ShellReply.Stream stream, byte[] data) {
    switch (stream) {
      case STDOUT -> {
        stdout.write(data);
        liveStdout.write(data);
      }
      case STDERR -> {
        stderr.write(data);
        liveStderr.write(data);
      }
    }
  }

  /** What the model is shown when the command has ended. */
  String shownAfter(String end) {
    liveStdout.end();
    liveStderr.end();
    return end
        + section("stdout", stdout.shown(share(stderr)))
        + section("stderr", stderr.shown(share(stdout)));
  }

  /** Half of the room, and what the other one leaves of its half. */
  private int share(BoundedOutput other) {
    return (int) Math.max(room / 2, room - Math.min(room, other.total()));
  }

  private static String section(String name, String output) {
    return output.isEmpty() ? "" : "\n" + name + ":\n" + output.stripTrailing();
  }

  @Override
  public void close() {
    try (stdout) {
      stderr.close();
    }
  }
}
