package dev.oxydra.runtime;

import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.ToolOutput.Stream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Shows what one call writes while it runs: no more of it than its result may hold, and nothing
 * after its end. Safe for use by several threads.
 */
final class LiveOutput implements BiConsumer<Stream, String>, AutoCloseable {
  private final String callId;
  private final Consumer<TurnUpdate> live;
  private int room = ToolInvoker.MAX_RESULT;

  LiveOutput(String callId, Consumer<TurnUpdate> live) {
    this.callId = callId;
    this.live = live;
  }

  @Override
  public synchronized void accept(Stream stream, String chunk) {
    String shown = ToolInvoker.start(chunk, room);
    room = shown.length() < chunk.length() ? 0 : room - shown.length();
    if (!shown.isEmpty()) {
      live.accept(new TurnUpdate.ToolOutput(callId, stream, shown));
    }
  }

  @Override
  public synchronized void close() {
    room = 0;
  }
}
