package dev.oxydra.memory;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Takes what was deleted out of a file for good. SQLite overwrites a row that is deleted, but
 * leaves copies of rows behind that it has moved from page to page before: only a file that is
 * written anew has none.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_secure_delete">SQLite, secure_delete</a>
 */
final class Erasure {
  private Erasure() {}

  /**
   * Writes a file anew, and empties its log. Others may read meanwhile.
   *
   * @return false when a reader kept the log from being emptied
   */
  static boolean run(Database database, Path file) throws SQLException {
    String folder = JournalFile.folder(file).toString().replace("'", "''");
    // Not where temporary files are by default: the agent's commands see that place.
    database.script("PRAGMA temp_store_directory = '" + folder + "'");
    // A statement that the driver has not reset would stand in the way.
    database.forgetStatements();
    database.script("VACUUM");
    return database.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
  }
}
