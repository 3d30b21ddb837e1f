package dev.oxydra.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Json;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.Role;
import dev.oxydra.types.SearchHit;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TimeTotal;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is asked of the projections' tables, and what their rows say. */
final class ViewRows {
  private static final String SELECT_SESSIONS =
      "SELECT session_id, agent_name, display_name, channel_origin, created_at, active_at,"
          + " archived, parent_session_id FROM sessions";
  static final String SESSIONS = SELECT_SESSIONS + " ORDER BY active_seq DESC";
  static final String SESSION = SELECT_SESSIONS + " WHERE session_id = ?";

  private static final String SELECT_MESSAGES =
      "SELECT seq, parent, session_id, turn_id, ts, role, text, exact FROM messages";
  static final String MESSAGES =
      SELECT_MESSAGES + " WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?";

  private static final String SELECT_USAGE =
      "SELECT session_id, day, provider, model, calls, input, output, cached_input, reasoning,"
          + " cache_write, cost_usd FROM usage";
  private static final String USAGE_ORDER = " ORDER BY session_id, day, provider, model";
  static final String USAGE = SELECT_USAGE + USAGE_ORDER;
  static final String USAGE_OF = SELECT_USAGE + " WHERE session_id = ?" + USAGE_ORDER;

  private static final String SELECT_TIMES = "SELECT session_id, day, active_ms FROM times";
  private static final String TIMES_ORDER = " ORDER BY session_id, day";
  static final String TIMES = SELECT_TIMES + TIMES_ORDER;
  static final String TIMES_OF = SELECT_TIMES + " WHERE session_id = ?" + TIMES_ORDER;

  static final String PENDING = "SELECT seq FROM approvals WHERE decision IS NULL ORDER BY seq";
  static final String GRANTED =
      "SELECT seq, decision FROM approvals WHERE decision IN ('ALLOW_SESSION', 'ALLOW_ALWAYS')"
          + " ORDER BY seq";

  static final String QUEUE =
      "SELECT seq, edited, started FROM turns WHERE ended = 0 AND seq IS NOT NULL ORDER BY seq";

  static final String APPROVAL_MODE = "SELECT mode FROM approval_modes WHERE session_id = ?";

  static final String SCRATCHPAD = "SELECT seq FROM scratchpads WHERE session_id = ?";

  private ViewRows() {}

  static SessionInfo session(ResultSet row) throws SQLException {
    String parent = row.getString(8);
    return new SessionInfo(
        new SessionId(row.getString(1)),
        row.getString(2),
        unescapedOrNull(row.getString(3)),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getBoolean(7),
        parent == null ? null : new SessionId(parent));
  }

  static MessageNode message(ResultSet row) throws SQLException {
    String turn = row.getString(4);
    String exact = row.getString(8);
    return new MessageNode(
        row.getLong(1),
        nullableLong(row, 2),
        new SessionId(row.getString(3)),
        turn == null ? null : new TurnId(turn),
        Instant.ofEpochMilli(row.getLong(5)),
        Role.valueOf(row.getString(6)),
        exact == null ? row.getString(7) : unescaped(exact));
  }

  private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static String unescaped(String json) throws SQLException {
    try {
      return Json.mapper().readValue(json, String.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("Not a JSON string", e);
    }
  }

  static SearchHit hit(ResultSet row) throws SQLException {
    return new SearchHit(
        new SessionId(row.getString(1)), row.getLong(2), row.getString(3), row.getDouble(4));
  }

  static UsageTotal usage(ResultSet row) throws SQLException {
    String cost = row.getString(11);
    return new UsageTotal(
        new SessionId(row.getString(1)),
        LocalDate.parse(row.getString(2)),
        new ProviderId(row.getString(3)),
        new ModelId(row.getString(4)),
        row.getLong(5),
        new Usage(row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10)),
        cost == null ? null : new BigDecimal(cost));
  }

  static TimeTotal time(ResultSet row) throws SQLException {
    return new TimeTotal(
        new SessionId(row.getString(1)), LocalDate.parse(row.getString(2)), row.getLong(3));
  }

  /** A turn that was submitted and has not ended. */
  record OpenTurn(long seq, @Nullable String edited, boolean started) {

    QueuedTurn of(Event submitted) {
      String prompt =
          submitted.payload() instanceof EventPayload.TurnSubmitted it ? it.prompt() : "";
      return new QueuedTurn(submitted, edited == null ? prompt : edited, started);
    }
  }

  static OpenTurn openTurn(ResultSet row) throws SQLException {
    return new OpenTurn(row.getLong(1), unescapedOrNull(row.getString(2)), row.getBoolean(3));
  }

  private static @Nullable String unescapedOrNull(@Nullable String json) throws SQLException {
    return json == null ? null : unescaped(json);
  }

  /** All rows of all tables. */
  static void dump(Database views, Consumer<String> lines) throws SQLException {
    views.each(SESSIONS, row -> lines.accept("session " + session(row)));
    views.each(SELECT_MESSAGES + " ORDER BY seq", row -> lines.accept("message " + message(row)));
    views.each(USAGE, row -> lines.accept("usage " + usage(row)));
    views.each(TIMES, row -> lines.accept("time " + time(row)));
    views.each(
        "SELECT session_id, approval_id, seq, decision FROM approvals"
            + " ORDER BY session_id, approval_id",
        row ->
            lines.accept(
                String.join(
                    " ",
                    "approval",
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    String.valueOf(row.getString(4)))));
    views.each(
        "SELECT session_id, mode FROM approval_modes ORDER BY session_id",
        row -> lines.accept("approval_mode " + row.getString(1) + " " + row.getString(2)));
    views.each(
        "SELECT session_id, turn_id, seq, started, ended, edited FROM turns"
            + " ORDER BY session_id, turn_id",
        row -> lines.accept(turn(row)));
    views.each(
        "SELECT session_id, seq FROM scratchpads ORDER BY session_id",
        row -> lines.accept("scratchpad " + row.getString(1) + " " + row.getLong(2)));
  }

  private static String turn(ResultSet row) throws SQLException {
    return String.join(
        " ",
        "turn",
        row.getString(1),
        row.getString(2),
        String.valueOf(row.getString(3)),
        String.valueOf(row.getBoolean(4)),
        String.valueOf(row.getBoolean(5)),
        String.valueOf(unescapedOrNull(row.getString(6))));
  }
}
