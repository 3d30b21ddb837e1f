package dev.oxydra.provider.models;

import dev.oxydra.types.AgentConfig.Reliability;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.StreamEvent;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same model again when a call fails in a way that may pass. An answer is returned once or
 * not at all, so nothing that it asks for is done twice.
 */
final class RetryingProvider implements Provider {
  private final Provider provider;
  private final Reliability reliability;
  private final Timing.Pause pause;
  private final Backoff backoff;

  RetryingProvider(Provider provider, Reliability reliability, Timing timing) {
    this.provider = provider;
    this.reliability = reliability;
    this.pause = timing.pause();
    this.backoff = Backoff.of(reliability, timing.random());
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Resumption answer = new Resumption(request, sink);
    for (int attempt = 1; ; attempt++) {
      try {
        return answer.whole(provider.complete(answer.next(request.model()), answer));
      } catch (ProviderException e) {
        Duration wait = pauseAfter(e, attempt);
        if (wait == null) {
          throw e;
        }
        answer.announce(String.valueOf(e.getMessage()), request.model(), wait);
        pause.sleep(wait);
      }
    }
  }

  /** Null when there is no point in another attempt. What a server asks for wins. */
  private @Nullable Duration pauseAfter(ProviderException failure, int attempt) {
    if (!failure.retryable() || attempt >= reliability.maxAttempts()) {
      return null;
    }
    Duration wish = failure.retryAfter();
    if (wish == null || wish.isZero()) {
      return backoff.after(attempt);
    }
    return wish.compareTo(reliability.maxWait()) > 0 ? null : wish;
  }

  @Override
  public void close() {
    provider.close();
  }
}
