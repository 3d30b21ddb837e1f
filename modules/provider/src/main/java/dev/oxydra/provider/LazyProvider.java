package dev.oxydra.provider;

import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.StreamEvent;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider that is made at its first call, which keeps its libraries out of a guest's start and
 * of an idle guest's memory.
 */
public final class LazyProvider implements Provider {
  private final Supplier<Provider> maker;
  private @Nullable Provider made;
  private boolean closed;

  public LazyProvider(Supplier<Provider> maker) {
    this.maker = maker;
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    return provider().complete(request, sink);
  }

  private synchronized Provider provider() {
    if (closed) {
      throw new IllegalStateException("the provider is closed");
    }
    if (made == null) {
      made = maker.get();
    }
    return made;
  }

  /** Breaks the calls that run. */
  @Override
  public void close() {
    Provider open;
    synchronized (this) {
      closed = true;
      open = made;
      made = null;
    }
    if (open != null) {
      open.close();
    }
  }
}
