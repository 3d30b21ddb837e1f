package dev.oxydra.memory;

import dev.oxydra.testing.ProjectionsContract;
import dev.oxydra.types.Journal;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteProjectionsContractTest extends ProjectionsContract {
  @TempDir private Path folder;

  @Override
  protected Journal open() {
    return SqliteJournal.open(folder.resolve("journal.db"));
  }

  @Override
  protected Journal reopen(Journal journal) {
    journal.close();
    return open();
  }
}
