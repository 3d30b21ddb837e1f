package dev.oxydra.memory;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4Connection;

/** Opens connections to a journal's file. */
final class JournalFile {
  private JournalFile() {}

  /**
   * The connection that writes; the file is made, or brought to the current schema, if need be.
   *
   * @throws JournalException when it can't be
   */
  static Connection openWriter(Path file) {
    create(file);
    return open(
        file,
        connection -> {
          execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
          // Before anything is changed: the file may not be ours.
          int version = Schema.check(connection, file);
          execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
          Schema.migrate(connection, version);
        });
  }

  /** A connection that only reads, and never waits for the one that writes. */
  static Connection openReader(Path file) {
    return open(
        file,
        connection ->
            execute(
                connection,
                "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF"));
  }

  private static Connection open(Path file, Step prepare) {
    // As a URI, for a question mark in a path would begin the driver's parameters.
    String name = file.toUri().toString();
    Connection connection = null;
    try {
      connection = new JDBC4Connection("jdbc:sqlite:" + name, name, new Properties());
      prepare.run(connection);
      return connection;
    } catch (SQLException e) {
      throw closing(connection, Failure.of("Can't open", file, e));
    } catch (JournalException e) {
      throw closing(connection, e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** The failure to throw, after the connection, if any, is closed. */
  static JournalException closing(@Nullable Connection connection, JournalException failure) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  /** Only its owner may read it, from the first moment; SQLite's files beside it follow it. */
  private static void create(Path file) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isWritable(file) || !Files.isWritable(folder(file))) {
        throw readOnly(file, e);
      }
    } catch (NoSuchFileException e) {
      throw new JournalException(
          Kind.IO, "Can't make the journal " + file + ": its folder doesn't exist; make it", e);
    } catch (IOException e) {
      if (!Files.isWritable(folder(file))) {
        throw readOnly(file, e);
      }
      throw new JournalException(
          Kind.IO, "Can't make the journal " + file + ": " + e.getMessage(), e);
    }
  }

  private static JournalException readOnly(Path file, IOException cause) {
    return new JournalException(
        Kind.READ_ONLY,
        "Can't open the journal "
            + file
            + ": it can't be written; check the rights of the file and of its folder",
        cause);
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private interface Step {
    void run(Connection connection) throws SQLException;
  }
}
