package dev.oxydra.testing;

import dev.oxydra.types.Journal;

final class InMemoryProjectionsTest extends ProjectionsContract {
  @Override
  protected Journal open() {
    return new InMemoryJournal();
  }
}
