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
import org.sqlite.jdbc4.JDBC4Connection;

/** Opens connections to a journal's file, and to those beside it. */
final class JournalFile {
  private JournalFile() {}

  /**
   * The connection that writes; the file is made, or brought to the current schema, if need be.
   *
   * @throws JournalException when it can't be
   */
  static Connection openWriter(Path file) {
    create(file, "journal");
    return open(
        file,
        connection -> {
          execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
          // Before anything is changed: the file may not be ours.
          int version = Schema.check(connection, file);
          // What is deleted is overwritten.
          execute(
              connection,
              "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
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

  /** A connection that copies what it reads, which SQLite counts as writing. */
  static Connection openCopier(Path file) {
    return open(
        file,
        connection ->
            execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF"));
  }

  private static Connection open(Path file, Step prepare) {
    try {
      return connect(file, prepare);
    } catch (SQLException e) {
      throw Failure.of("Can't open the journal", file, e);
    }
  }

  /** A connection; it is closed when it can't be prepared. */
  static Connection connect(Path file, Step prepare) throws SQLException {
    // As a URI, for a question mark in a path would begin the driver's parameters.
    String name = file.toUri().toString();
    Connection connection = new JDBC4Connection("jdbc:sqlite:" + name, name, new Properties());
    try {
      prepare.run(connection);
      return connection;
    } catch (SQLException | JournalException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** Closes what a failure leaves. */
  static void closeAfter(Exception failure, AutoCloseable left) {
    try {
      left.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Makes a file, if there is none. Only its owner may read it, from the first moment; SQLite's
   * files beside it follow it.
   *
   * @param what it is, in messages
   */
  static void create(Path file, String what) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isWritable(file) || !Files.isWritable(folder(file))) {
        throw readOnly(what, file, e);
      }
    } catch (NoSuchFileException e) {
      throw new JournalException(
          Kind.IO,
          "Can't make the " + what + " " + file + ": its folder doesn't exist; make it",
          e);
    } catch (IOException e) {
      if (!Files.isWritable(folder(file))) {
        throw readOnly(what, file, e);
      }
      throw new JournalException(
          Kind.IO, "Can't make the " + what + " " + file + ": " + e.getMessage(), e);
    }
  }

  private static JournalException readOnly(String what, Path file, IOException cause) {
    return new JournalException(
        Kind.READ_ONLY,
        "Can't open the "
            + what
            + " "
            + file
            + ": it can't be written; check the rights of the file and of its folder",
        cause);
  }

  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  /** What is done with a new connection. */
  interface Step {
    void run(Connection connection) throws SQLException;
  }
}
