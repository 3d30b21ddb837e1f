package dev.oxydra.runtime;

import dev.oxydra.types.ModelRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Corrects estimates of tokens by what providers have reported. Safe for use by several turns at
 * once.
 */
final class Calibration {
  /** How far an estimate is believed to be off at most: what is more is another thing's fault. */
  private static final double MOST = 4;

  /** How much the last report counts. */
  private static final double WEIGHT = 0.5;

  /** What is too short says nothing: providers add words of their own. */
  private static final long LEAST = 200;

  private final Map<ModelRef, Double> ratios = new ConcurrentHashMap<>();

  /** An estimate for a model, as its provider would count. */
  long corrected(ModelRef model, long estimate) {
    return Math.round(estimate * ratio(model));
  }

  /** How much more a model counts than was estimated; 1 for the same. */
  double ratio(ModelRef model) {
    return ratios.getOrDefault(model, 1.0);
  }

  /**
   * A provider has counted.
   *
   * @param estimate what was estimated before any correction
   * @param reported what it counted; 0 where it doesn't
   */
  void learn(ModelRef model, long estimate, long reported) {
    if (estimate < LEAST || reported < 1) {
      return;
    }
    double seen = Math.clamp(reported / (double) estimate, 1 / MOST, MOST);
    ratios.merge(model, seen, (old, now) -> (1 - WEIGHT) * old + WEIGHT * now);
  }
}
