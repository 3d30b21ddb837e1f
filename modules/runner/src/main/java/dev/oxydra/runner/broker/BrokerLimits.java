package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.RunnerConfig;

/**
 * What one guest may ask of the broker.
 *
 * @param maxConcurrentRequests how many requests run at once; more get 429
 * @param maxRequestBody the largest request body, bytes; more gets 413
 */
public record BrokerLimits(int maxConcurrentRequests, long maxRequestBody) {
  public BrokerLimits {
    if (maxConcurrentRequests < 1 || maxRequestBody < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  public static BrokerLimits of(RunnerConfig.Broker config) {
    return new BrokerLimits(config.maxConcurrentRequests(), config.maxRequestBody());
  }
}
