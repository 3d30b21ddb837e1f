package dev.oxydra.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools that come and go while the agent runs. Safe for use by several turns at once. */
public interface ToolSource extends AutoCloseable {
  /** There is none. */
  ToolSource NONE =
      new ToolSource() {
        @Override
        public List<Tool> offered(SessionId session) {
          return List.of();
        }

        @Override
        public @Nullable Tool find(String name) {
          return null;
        }

        @Override
        public void close() {}
      };

  /**
   * Those that the model of a session is told of in its next call, each with a name of its own. May
   * wait for a bounded time.
   */
  List<Tool> offered(SessionId session) throws InterruptedException;

  /** One by its name, whether the model was told of it or not; null when there is none. */
  @Nullable Tool find(String name);

  /** Ends whatever serves them. */
  @Override
  void close();
}
