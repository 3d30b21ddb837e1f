package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Json;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that is told to look after its journal, as the process that the runner starts. */
class JournalUpkeepTest {
  @TempDir Path folder;
  private Path journal;

  /** How it ended, and all that it printed. */
  private record Ended(int exit, String output) {
    JsonNode report() throws IOException {
      assertEquals(1, output.lines().count(), output);
      return Json.mapper().readTree(output);
    }
  }

  @BeforeEach
  void makeJournal() throws IOException {
    journal = Files.createDirectory(folder.resolve("internal")).resolve("journal.db");
    append("one");
  }

  private void append(String session) {
    try (Journal open = SqliteJournal.open(journal)) {
      open.append(
          List.of(
              new NewEvent(
                  new SessionId(session),
                  null,
                  "user",
                  new EventPayload.SessionCreated("default", null, "gateway", null))));
    }
  }

  private long sessions() {
    try (Journal open = SqliteJournal.open(journal)) {
      return open.projections().sessions().size();
    }
  }

  private Ended ask(Operation operation, @Nullable String file) throws Exception {
    Process guest =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = guest.getOutputStream()) {
      LengthPrefixed.write(
          in, AgentOnDemandTest.bootstrap(folder, "", new MaintenanceRequest(operation, file)));
    }
    String output = new String(guest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(guest.waitFor(), output);
  }

  @Test
  void saysThatAllIsWellAndServesNobody() throws Exception {
    Ended ended = ask(Operation.CHECK, null);
    assertEquals(0, ended.exit(), ended.output());
    assertEquals(1, ended.report().path("sessions").asInt(), ended.output());
    assertTrue(ended.report().path("problems").isEmpty(), ended.output());
    assertFalse(Files.exists(folder.resolve("ipc")));
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Files.writeString(journal, "not a journal ".repeat(99));
    Ended ended = ask(Operation.CHECK, null);
    assertEquals(1, ended.exit(), ended.output());
    assertFalse(ended.report().path("problems").isEmpty(), ended.output());
    assertTrue(Files.readString(journal).startsWith("not a journal"));
  }

  @Test
  void putsACopyInTheJournalsPlace() throws Exception {
    Ended backup = ask(Operation.BACKUP, "before.db");
    assertEquals(0, backup.exit(), backup.output());
    assertEquals("before.db", backup.report().path("file").asText());
    append("two");
    assertEquals(2, sessions());
    Ended restored = ask(Operation.RESTORE, "before.db");
    assertEquals(0, restored.exit(), restored.output());
    assertEquals(1, sessions());
    Ended missing = ask(Operation.RESTORE, "nowhere.db");
    assertEquals(1, missing.exit(), missing.output());
    assertEquals(1, sessions());
  }
}
