package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads come back from the file as they went in, and old ones as they were meant. */
@Timeout(60)
final class PayloadRoundTripTest {
  private static final SessionId SESSION = new SessionId("s");
  private static final TurnId TURN = new TurnId("t");
  private static final ProviderId PROVIDER = new ProviderId("openai");
  private static final ModelId MODEL = new ModelId("gpt-5");

  @TempDir private Path folder;

  private void assertComesBack(EventPayload... payloads) {
    Path file = folder.resolve("journal.db");
    List<Event> written;
    try (Journal journal = SqliteJournal.open(file)) {
      written =
          journal.append(
              List.of(payloads).stream()
                  .map(payload -> new NewEvent(SESSION, TURN, "default", payload))
                  .toList());
    }
    try (Journal journal = SqliteJournal.open(file)) {
      List<Event> read = journal.read(SESSION, 0, 10);
      assertEquals(written, read);
      assertEquals(List.of(payloads), read.stream().map(Event::payload).toList());
    }
  }

  @Test
  void theModelThatATurnAsksFor() {
    assertComesBack(
        new EventPayload.TurnSubmitted(
            "hi", List.of(), new Selection("anthropic", "claude", ReasoningEffort.HIGH)),
        new EventPayload.TurnSubmitted("hi", List.of(), new Selection(null, "claude", null)),
        new EventPayload.TurnSubmitted("hi", List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0123", "0", "12", "100", "0.1000", "0.00000012", "1234.567890123"})
  void whatACallCost(String dollars) {
    Usage usage = new Usage(100, 50, 40, 10, 30);
    assertComesBack(
        new EventPayload.UsageRecorded(PROVIDER, MODEL, usage, new BigDecimal(dollars), 200_000L),
        new EventPayload.UsageRecorded(PROVIDER, MODEL, usage, null, null));
  }

  @Test
  void whatTheUserIsAskedAbout() {
    assertComesBack(
        new ApprovalModeChanged(AgentConfig.ApprovalMode.READ_ONLY), new ApprovalModeChanged(null));
  }

  @Test
  void howLongTurnsWorked() {
    assertComesBack(new EventPayload.TimeRecorded(61_000));
  }

  @Test
  void whatOnlyItsProviderUnderstandsAndFiles() {
    Content thought =
        new Content.Opaque("gemini", JsonNodeFactory.instance.objectNode().put("signature", "x"));
    Content image = new Attachment("image/png", new byte[] {0, 1, -1});
    assertComesBack(
        new EventPayload.AssistantMessage(
            new Message(Role.ASSISTANT, List.of(thought, new Content.Text("look"), image)),
            FinishReason.STOP));
  }

  /** Literally what version 0.1 of the program wrote. */
  @Test
  void rowsFromBeforeThereWereSelectionsAndCosts() throws SQLException {
    Path file = folder.resolve("journal.db");
    SqliteJournal.open(file).close();
    try (Connection connection = JournalFile.openWriter(file)) {
      insert(connection, 1, "turn.submitted", "{\"prompt\":\"hi\",\"attachments\":[]}");
      insert(
          connection,
          2,
          "usage.recorded",
          "{\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{\"input_tokens\":10,"
              + "\"output_tokens\":5,\"cached_input_tokens\":2,\"reasoning_tokens\":1}}");
      insert(
          connection,
          3,
          "turn.completed",
          "{\"finish_reason\":\"stop\",\"usage\":{\"input_tokens\":10,\"output_tokens\":5,"
              + "\"cached_input_tokens\":2,\"reasoning_tokens\":1}}");
    }
    Usage usage = new Usage(10, 5, 2, 1, 0);
    try (Journal journal = SqliteJournal.open(file)) {
      assertEquals(
          List.of(
              new EventPayload.TurnSubmitted("hi", List.of(), null),
              new EventPayload.UsageRecorded(PROVIDER, MODEL, usage, null, null),
              new EventPayload.TurnCompleted(FinishReason.STOP, usage)),
          journal.read(SESSION, 0, 10).stream().map(Event::payload).toList());
    }
  }

  private static void insert(Connection connection, long seq, String type, String payload)
      throws SQLException {
    try (PreparedStatement row =
        connection.prepareStatement(
            "INSERT INTO events(seq, id, ts, session_id, turn_id, actor, type, payload)"
                + " VALUES (?, ?, 1767268800000, 's', 't', 'default', ?, ?)")) {
      row.setLong(1, seq);
      row.setString(2, "0190a8b7-0000-7000-8000-00000000000" + seq);
      row.setString(3, type);
      row.setString(4, payload);
      row.executeUpdate();
    }
  }
}
