package dev.oxydra.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection, its prepared statements and its transactions; for one thread at a time. */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /** Takes over the connection. */
  Database(Connection connection) throws SQLException {
    this.connection = connection;
    // Tells the driver to leave transactions to us; the one that it begins is ended at once.
    connection.setAutoCommit(false);
    script("ROLLBACK");
  }

  Connection connection() {
    return connection;
  }

  /** What is made of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** What is done with a row. */
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  /** Statements without arguments. */
  void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** How many rows were changed. */
  int update(String sql, @Nullable Object... arguments) throws SQLException {
    return prepared(sql, arguments).executeUpdate();
  }

  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    each(sql, row -> rows.add(reader.read(row)), arguments);
    return rows;
  }

  void each(String sql, RowConsumer consumer, @Nullable Object... arguments) throws SQLException {
    try (ResultSet row = prepared(sql, arguments).executeQuery()) {
      while (row.next()) {
        consumer.accept(row);
      }
    }
  }

  /** The number that a query gives, which has one row. */
  long number(String sql, @Nullable Object... arguments) throws SQLException {
    return query(sql, row -> row.getLong(1), arguments).getFirst();
  }

  PreparedStatement prepared(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  /** Begins a transaction that writes. */
  void begin() throws SQLException {
    script("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    // Not Connection.commit(): that begins the next transaction, and would report its failure.
    script("COMMIT");
  }

  /** Undoes what was begun; SQLite may have done so itself already. */
  void rollback() {
    forgetStatements();
    try {
      script("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("Nothing to roll back", e);
    }
  }

  /** Ends all statements: after a failure the driver may have ended them already. */
  void forgetStatements() {
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        LOG.debug("A statement failed when it was closed", e);
      }
    }
    statements.clear();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
