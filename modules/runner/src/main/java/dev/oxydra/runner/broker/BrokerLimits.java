package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.RunnerConfig;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one guest may ask of the broker. Days are those of UTC.
 *
 * @param maxConcurrentRequests how many requests run at once; more get 429
 * @param maxRequestBody the largest request body, bytes; more gets 413
 * @param maxRequestsPerMinute how many within any 60 s; null for no limit
 * @param maxRequestsPerDay null for no limit
 * @param maxBytesPerDay both ways, without heads; null for no limit
 * @param maxSpendPerDay what models may cost, US dollars; null for no limit
 */
public record BrokerLimits(
    int maxConcurrentRequests,
    long maxRequestBody,
    @Nullable Long maxRequestsPerMinute,
    @Nullable Long maxRequestsPerDay,
    @Nullable Long maxBytesPerDay,
    @Nullable BigDecimal maxSpendPerDay) {
  public BrokerLimits {
    if (maxConcurrentRequests < 1 || maxRequestBody < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** Without limits of a minute or a day. */
  public BrokerLimits(int maxConcurrentRequests, long maxRequestBody) {
    this(maxConcurrentRequests, maxRequestBody, null, null, null, null);
  }

  public static BrokerLimits of(RunnerConfig.Broker config) {
    return new BrokerLimits(
        config.maxConcurrentRequests(),
        config.maxRequestBody(),
        config.maxRequestsPerMinute(),
        config.maxRequestsPerDay(),
        config.maxBytesPerDay(),
        config.maxSpendPerDay());
  }
}
