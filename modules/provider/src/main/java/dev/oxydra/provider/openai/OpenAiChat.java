package dev.oxydra.provider.openai;

import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI chat completions. LangChain4j and Netty are loaded at the first call, which keeps them out
 * of a guest's start and of an idle guest's memory.
 */
public final class OpenAiChat implements Provider {
  private final ProviderRoute route;
  private final SocketAddress address;
  private final Object lock = new Object();
  private @Nullable ChatCalls calls;
  private boolean closed;

  private OpenAiChat(ProviderRoute route, SocketAddress address) {
    this.route = route;
    this.address = address;
  }

  /** See {@link dev.oxydra.provider.ProviderFactory#create}. */
  public static Provider create(ProviderRoute route, SocketAddress address) {
    return new OpenAiChat(route, address);
  }

  @Override
  public ProviderId id() {
    return route.id();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    return calls().complete(request, sink);
  }

  private ChatCalls calls() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the provider " + route.id() + " is closed");
      }
      if (calls == null) {
        calls = new ChatCalls(route, address);
      }
      return calls;
    }
  }

  /** Breaks the calls that run. */
  @Override
  public void close() {
    ChatCalls open;
    synchronized (lock) {
      closed = true;
      open = calls;
      calls = null;
    }
    if (open != null) {
      open.close();
    }
  }
}
