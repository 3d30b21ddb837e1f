package dev.oxydra.testing;

import dev.oxydra.types.Journal;

final class InMemoryJournalTest extends JournalContract {
  @Override
  protected Journal open() {
    return new InMemoryJournal();
  }
}
