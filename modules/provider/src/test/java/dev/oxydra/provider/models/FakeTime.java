package dev.oxydra.provider.models;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that moves when somebody waits, at once. */
final class FakeTime implements InstantSource {
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  Timing timing(long seed) {
    return new Timing(this, this::sleep, new Random(seed));
  }

  private void sleep(Duration length) {
    pauses.add(length);
    advance(length);
  }

  void advance(Duration length) {
    now = now.plus(length);
  }

  List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
