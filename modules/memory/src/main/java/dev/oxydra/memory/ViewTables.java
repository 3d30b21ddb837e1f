package dev.oxydra.memory;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds events to the projections, one by one and in order. */
final class ViewTables {
  private final Database database;

  ViewTables(Database database) {
    this.database = database;
  }

  /** In the transaction that the caller has begun. */
  void apply(Event event) throws SQLException {
    boolean known = touch(event);
    switch (event.payload()) {
      case EventPayload.SessionCreated it -> {
        if (!known) {
          create(event, it);
        }
      }
      case EventPayload.SessionRenamed it ->
          database.update(
              "UPDATE sessions SET display_name = ? WHERE session_id = ?",
              json(it.displayName()),
              event.sessionId().value());
      case EventPayload.SessionArchived it ->
          database.update(
              "UPDATE sessions SET archived = ? WHERE session_id = ?",
              it.archived(),
              event.sessionId().value());
      case EventPayload.SessionDeleted it -> forget(event.sessionId());
      case EventPayload.UserMessage it -> add(event, it.message());
      case EventPayload.AssistantMessage it -> add(event, it.message());
      case EventPayload.UsageRecorded it -> add(event, it);
      case EventPayload.TimeRecorded it ->
          database.update(
              "INSERT INTO times VALUES (?, ?, ?)"
                  + " ON CONFLICT DO UPDATE SET active_ms = active_ms + excluded.active_ms",
              event.sessionId().value(),
              day(event),
              it.activeMs());
      case ApprovalEvent.Requested it ->
          database.update(
              "INSERT OR IGNORE INTO approvals VALUES (?, ?, ?, NULL)",
              event.sessionId().value(),
              it.approvalId(),
              event.seq());
      case ApprovalEvent.Resolved it ->
          database.update(
              "UPDATE approvals SET decision = ?"
                  + " WHERE session_id = ? AND approval_id = ? AND decision IS NULL",
              it.decision().name(),
              event.sessionId().value(),
              it.approvalId());
      case ApprovalModeChanged it -> set(event.sessionId(), it.mode());
      case MemoryEvent.Forgotten it -> forget(it);
      case MemoryEvent.ScratchpadWritten it ->
          database.update(
              "INSERT OR REPLACE INTO scratchpads VALUES (?, ?)",
              event.sessionId().value(),
              event.seq());
      default -> applyToTurn(event);
    }
  }

  private boolean touch(Event event) throws SQLException {
    return database.update(
            "UPDATE sessions SET active_at = ?, active_seq = ? WHERE session_id = ?",
            event.ts().toEpochMilli(),
            event.seq(),
            event.sessionId().value())
        > 0;
  }

  private void create(Event event, EventPayload.SessionCreated it) throws SQLException {
    SessionId parent = it.parent();
    long now = event.ts().toEpochMilli();
    database.update(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
        event.sessionId().value(),
        it.agentName(),
        json(it.displayName()),
        it.channelOrigin(),
        now,
        now,
        event.seq(),
        parent == null ? null : parent.value());
  }

  private void add(Event event, Message message) throws SQLException {
    String text = message.text();
    TurnId turn = event.turnId();
    String session = event.sessionId().value();
    database.update(
        "INSERT INTO messages VALUES"
            + " (?1, (SELECT max(seq) FROM messages WHERE session_id = ?2), ?2, ?3, ?4, ?5, ?6, ?7)",
        event.seq(),
        session,
        turn == null ? null : turn.value(),
        event.ts().toEpochMilli(),
        message.role().name(),
        text,
        Utf8.canEncode(text) ? null : json(text));
    database.update(
        "INSERT INTO words(rowid, text) SELECT seq, text FROM messages WHERE seq = ?", event.seq());
  }

  private static @Nullable String json(@Nullable String text) {
    return text == null ? null : Utf8.json(Json.mapper().valueToTree(text));
  }

  private static String day(Event event) {
    return event.ts().atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private void add(Event event, EventPayload.UsageRecorded it) throws SQLException {
    @Nullable Object[] key = {
      event.sessionId().value(), day(event), it.provider().value(), it.model().value()
    };
    List<String> before =
        database.query(
            "SELECT coalesce(cost_usd, '') FROM usage"
                + " WHERE session_id = ? AND day = ? AND provider = ? AND model = ?",
            row -> row.getString(1),
            key);
    database.update("INSERT OR IGNORE INTO usage VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, NULL)", key);
    Usage usage = it.usage();
    database.update(
        "UPDATE usage SET calls = calls + 1, input = input + ?, output = output + ?,"
            + " cached_input = cached_input + ?, reasoning = reasoning + ?,"
            + " cache_write = cache_write + ?, cost_usd = ?"
            + " WHERE session_id = ? AND day = ? AND provider = ? AND model = ?",
        usage.inputTokens(),
        usage.outputTokens(),
        usage.cachedInputTokens(),
        usage.reasoningTokens(),
        usage.cacheWriteTokens(),
        sum(before.isEmpty() ? "" : before.getFirst(), it.costUsd()),
        key[0],
        key[1],
        key[2],
        key[3]);
  }

  /** In decimals, which SQLite doesn't have. */
  private static @Nullable String sum(String before, @Nullable BigDecimal cost) {
    if (cost == null) {
      return before.isEmpty() ? null : before;
    }
    return (before.isEmpty() ? cost : cost.add(new BigDecimal(before))).toPlainString();
  }

  private void set(SessionId session, AgentConfig.@Nullable ApprovalMode mode) throws SQLException {
    if (mode == null) {
      database.update("DELETE FROM approval_modes WHERE session_id = ?", session.value());
    } else {
      database.update(
          "INSERT OR REPLACE INTO approval_modes VALUES (?, ?)", session.value(), mode.name());
    }
  }

  private void applyToTurn(Event event) throws SQLException {
    TurnId turn = event.turnId();
    if (turn == null) {
      return;
    }
    String id = turn.value();
    String session = event.sessionId().value();
    switch (event.payload()) {
      case EventPayload.TurnSubmitted it ->
          database.update(
              "INSERT INTO turns VALUES (?, ?, ?, NULL, 0, 0)"
                  + " ON CONFLICT DO UPDATE SET seq = coalesce(seq, excluded.seq)",
              session,
              id,
              event.seq());
      case EventPayload.TurnEdited it ->
          database.update("UPDATE turns SET edited = ?" + OPEN, json(it.prompt()), session, id);
      case EventPayload.TurnStarted it ->
          database.update("UPDATE turns SET started = 1" + OPEN, session, id);
      case EventPayload.TurnCompleted it -> end(session, id);
      case EventPayload.TurnCancelled it -> end(session, id);
      case EventPayload.TurnFailed it -> end(session, id);
      default -> {}
    }
  }

  private static final String OPEN =
      " WHERE session_id = ? AND turn_id = ? AND seq IS NOT NULL AND ended = 0";

  /** An end counts also before the submission, which then never waits. */
  private void end(String session, String turn) throws SQLException {
    database.update(
        "INSERT INTO turns VALUES (?, ?, NULL, NULL, 0, 1)"
            + " ON CONFLICT DO UPDATE SET ended = 1, edited = NULL",
        session,
        turn);
  }

  /** The events have lost their text already. */
  private void forget(MemoryEvent.Forgotten forgotten) throws SQLException {
    for (long seq : forgotten.messages()) {
      database.update(
          "INSERT INTO words(words, rowid, text)"
              + " SELECT 'delete', seq, text FROM messages WHERE seq = ?",
          seq);
      database.update(
          "UPDATE messages SET text = ?, exact = NULL WHERE seq = ?", MemoryEvent.FORGOTTEN, seq);
      database.update(
          "INSERT INTO words(rowid, text) SELECT seq, text FROM messages WHERE seq = ?", seq);
    }
    for (long seq : forgotten.copies()) {
      database.update(
          "UPDATE turns SET edited = ? WHERE seq = ? AND edited IS NOT NULL AND ended = 0",
          json(MemoryEvent.FORGOTTEN),
          seq);
    }
  }

  private void forget(SessionId session) throws SQLException {
    String id = Objects.requireNonNull(session.value());
    database.update(
        "INSERT INTO words(words, rowid, text)"
            + " SELECT 'delete', seq, text FROM messages WHERE session_id = ?",
        id);
    for (String table :
        List.of(
            "messages",
            "sessions",
            "usage",
            "times",
            "approvals",
            "approval_modes",
            "turns",
            "scratchpads")) {
      database.update("DELETE FROM " + table + " WHERE session_id = ?", id);
    }
  }
}
