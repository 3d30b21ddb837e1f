package dev.oxydra.memory;

import dev.oxydra.testing.SubscriptionContract;
import dev.oxydra.types.Journal;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteSubscriptionContractTest extends SubscriptionContract {
  @TempDir private Path folder;

  @Override
  protected Journal open() {
    return SqliteJournal.open(folder.resolve("journal.db"));
  }
}
