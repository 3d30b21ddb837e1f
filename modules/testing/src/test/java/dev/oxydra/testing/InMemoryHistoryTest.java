package dev.oxydra.testing;

import dev.oxydra.types.Journal;

final class InMemoryHistoryTest extends HistoryContract {
  @Override
  protected Journal open() {
    return new InMemoryJournal();
  }
}
