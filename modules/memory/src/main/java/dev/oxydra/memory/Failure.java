package dev.oxydra.memory;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What went wrong with the journal's file, in words. */
final class Failure {
  /** An extended result code has the primary one in its low byte: sqlite.org/rescode.html. */
  private static final int PRIMARY = 0xff;

  private Failure() {}

  /**
   * @param what what was tried, as in "Can't append to the journal"
   */
  static JournalException of(String what, Path file, SQLException cause) {
    Kind kind = kindOf(cause);
    return new JournalException(kind, what + " " + file + ": " + explain(kind, cause), cause);
  }

  static JournalException closed(Path file) {
    return new JournalException(Kind.CLOSED, "The journal " + file + " is closed");
  }

  static Kind kindOf(SQLException e) {
    int code = e.getErrorCode() & PRIMARY;
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return Kind.FULL;
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_PERM.code) {
      return Kind.READ_ONLY;
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return Kind.CORRUPT;
    }
    return Kind.IO;
  }

  /** Whether the disk or the system failed, and not the file. */
  static boolean isInputOutput(SQLException e) {
    int code = e.getErrorCode() & PRIMARY;
    return code == SQLiteErrorCode.SQLITE_IOERR.code
        || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || code == SQLiteErrorCode.SQLITE_BUSY.code
        || code == SQLiteErrorCode.SQLITE_NOMEM.code;
  }

  private static String explain(Kind kind, SQLException e) {
    return switch (kind) {
      case FULL -> "the disk or the quota is full; make room and try again";
      case READ_ONLY -> "it can't be written; check the rights of the file and of its folder";
      case CORRUPT ->
          "the file is damaged or not a journal; restore it from a backup or move it away";
      case NEWER_SCHEMA, CLOSED, IO -> ioCause(e);
    };
  }

  private static String ioCause(SQLException e) {
    int code = e.getErrorCode() & PRIMARY;
    if (code == SQLiteErrorCode.SQLITE_CONSTRAINT.code
        || code == SQLiteErrorCode.SQLITE_BUSY.code) {
      return "another process writes to it; stop the other one, then start this one again";
    }
    if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
      return "it can't be opened; check that its folder is there and that both can be read";
    }
    if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
      return "the disk can't be read or written; see what the system's log says of it";
    }
    return String.valueOf(e.getMessage());
  }
}
