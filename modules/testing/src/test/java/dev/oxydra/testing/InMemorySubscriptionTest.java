package dev.oxydra.testing;

import dev.oxydra.types.Journal;

final class InMemorySubscriptionTest extends SubscriptionContract {
  @Override
  protected Journal open() {
    return new InMemoryJournal();
  }
}
