package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Copies of a real guest's journal, made and put back by the real command line. */
@RequiresTool({"bwrap", "setsid"})
class BackupTest {
  private static final Pattern KEPT = Pattern.compile("The journal before is (\\S+)\\.\\n");

  @Test
  void whatWasBackedUpComesBackAndWhatCameAfterIsKept() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      Path copy = runner.folder().resolve("copy.db");
      List<JsonNode> before = talk(runner, "write notes.txt: hello");
      String backup = runner.ok("backup", copy.toString());
      assertTrue(backup.contains("1 session, " + before.size() + " events"), backup);
      assertFalse(has(copy, "read notes.txt"));
      List<JsonNode> after = talk(runner, "read notes.txt");
      assertTrue(after.size() > before.size());

      Path kept = restore(runner, copy);
      assertEquals(before, events(runner), "all that there was, and nothing that came after");
      assertTrue(has(kept, "read notes.txt"));
      assertTrue(talk(runner, "read notes.txt").size() > before.size(), "it goes on");

      Path former = restore(runner, kept);
      assertEquals(after, events(runner), "the way back");
      assertTrue(Files.exists(former));
      assertEquals(List.of(), files(runner.workspace("internal/backups")));
    }
  }

  @Test
  void theSameWithoutAGuestAndTheDoctorFindsNothing() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      List<JsonNode> before = talk(runner, "write notes.txt: hello");
      String running = runner.ok("doctor");
      assertTrue(running.contains("alice: 1 session, " + before.size() + " events"), running);
      JsonNode sessions = sessions(runner);
      runner.ok("doctor", "--rebuild");
      assertEquals(sessions, sessions(runner));

      runner.ok("stop");
      Path folder = Files.createDirectory(runner.folder().resolve("copies"));
      runner.ok("backup", folder.toString());
      String stopped = runner.ok("doctor", "--rebuild");
      assertTrue(stopped.contains("alice: rebuilt from 1 session"), stopped);
      Path copy = files(folder).getFirst();
      restore(runner, copy);
      assertEquals(3, runner.run("status").exit(), "it didn't run before");

      runner.ok("start");
      assertEquals(before, events(runner));
      assertEquals(sessions, sessions(runner));
    }
  }

  @Test
  void damageIsFoundAndABackupMendsIt() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      List<JsonNode> before = talk(runner, "write notes.txt: hello");
      Path copy = runner.folder().resolve("copy.db");
      runner.ok("backup", copy.toString());
      runner.ok("stop");
      damage(runner.workspace("internal/journal.db"));

      Distribution.Ended doctor = runner.run("doctor");
      assertEquals(1, doctor.exit(), doctor.output());
      assertTrue(doctor.output().contains("broken   journal"), doctor.output());

      Path damaged = Files.copy(copy, runner.folder().resolve("damaged.db"));
      damage(damaged);
      byte[] journal = Files.readAllBytes(runner.workspace("internal/journal.db"));
      Distribution.Ended refused = runner.run("restore", damaged.toString());
      assertEquals(1, refused.exit(), refused.output());
      assertEquals(
          -1,
          java.util.Arrays.mismatch(
              journal, Files.readAllBytes(runner.workspace("internal/journal.db"))));

      restore(runner, copy);
      runner.ok("doctor");
      runner.ok("start");
      assertEquals(before, events(runner));
    }
  }

  /** What another program wrote over it. */
  private static void damage(Path database) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
      byte[] noise = new byte[(int) (file.length() - 4096)];
      file.seek(4096);
      file.readFully(noise);
      for (int i = 0; i < noise.length; i++) {
        noise[i] ^= 0x5a;
      }
      file.seek(4096);
      file.write(noise);
    }
  }

  private static Path restore(RunnerUnderTest runner, Path copy) throws IOException {
    String restored = runner.ok("restore", copy.toString());
    Matcher kept = KEPT.matcher(restored);
    assertTrue(kept.find(), restored);
    return Path.of(kept.group(1));
  }

  /** One turn; all events then. */
  private static List<JsonNode> talk(RunnerUnderTest runner, String prompt) throws IOException {
    try (Chat chat = Chat.open(runner)) {
      chat.ask(prompt);
    }
    return events(runner);
  }

  private static List<JsonNode> events(RunnerUnderTest runner) throws IOException {
    try (Chat chat = Chat.open(runner)) {
      return chat.events();
    }
  }

  private static JsonNode sessions(RunnerUnderTest runner) throws IOException {
    try (ProtocolClient client = runner.connect()) {
      client.hello(RunnerUnderTest.USER, PATIENCE);
      client.send("list_sessions", Map.of());
      return client.await("session_list", PATIENCE).path("sessions");
    }
  }

  private static boolean has(Path file, String text) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
