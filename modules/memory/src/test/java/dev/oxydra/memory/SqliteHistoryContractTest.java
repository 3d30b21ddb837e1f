package dev.oxydra.memory;

import dev.oxydra.testing.HistoryContract;
import dev.oxydra.types.Journal;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHistoryContractTest extends HistoryContract {
  @TempDir private Path folder;

  @Override
  protected Journal open() {
    return SqliteJournal.open(folder.resolve("journal.db"));
  }
}
