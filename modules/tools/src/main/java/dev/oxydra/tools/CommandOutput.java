package dev.oxydra.tools;

import dev.oxydra.types.TurnUpdate.ToolOutput.Stream;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What a command writes: kept for the model, and shown to those who watch. */
final class CommandOutput implements AutoCloseable {
  /** What the exit code and its explanation may take, in bytes: a path is in it. */
  private static final int FRAME = 600;

  /** What moves a terminal's cursor or colours its text, and has no meaning without one. */
  private static final Pattern CONTROL =
      Pattern.compile(
          "\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[@-Z\\\\-_=>])|\r(?=\n)");

  private final int room;
  private final BoundedOutput kept;
  private final LiveText live;

  /** No file is made before one is needed. */
  CommandOutput(String tool, Overflow overflow, BiConsumer<Stream, String> watchers) {
    this.room = overflow.limit() - FRAME;
    this.kept = overflow.open(tool);
    this.live = new LiveText(Stream.STDOUT, overflow.limit(), watchers);
  }

  void write(byte[] data) {
    kept.write(data);
    live.write(data);
  }

  boolean isEmpty() {
    return kept.total() == 0;
  }

  /** What the model is shown, below a first line that says how it is. */
  String shownAfter(String state) {
    live.end();
    String shown = CONTROL.matcher(kept.shown(room)).replaceAll("").stripTrailing();
    return shown.isEmpty() ? state : state + "\n" + shown;
  }

  @Override
  public void close() {
    kept.close();
  }
}
