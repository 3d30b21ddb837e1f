package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsCommandTest {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX").withZone(ZoneOffset.ofHours(-5));

  @TempDir private Path folder;
  private CapturedHost runner;
  private Path logs;
  private final Instant now = Instant.now();

  @BeforeEach
  void host() throws IOException {
    runner = new CapturedHost(folder, folder.resolve("nothing"), Map.of());
    logs = Files.createDirectories(folder.resolve(".oxydra/workspaces/alice/logs"));
    Files.writeString(
        logs.resolve("guest.log.1"), stamp(Duration.ofHours(3)) + " INFO a.B: put aside\n");
    Files.writeString(
        logs.resolve("guest.log"),
        stamp(Duration.ofHours(2))
            + " WARNING a.B: old\n  at c.D\n"
            + stamp(Duration.ofMinutes(2))
            + " SEVERE a.B: new\n  at e.F\n  at g.H\n");
    Path out = logs.resolve("guest.out.log");
    Files.writeString(out, "# A fatal \u001b[2Jerror\n# has been detected\n");
    Files.setLastModifiedTime(out, FileTime.from(now.minus(Duration.ofMinutes(5))));
  }

  private String stamp(Duration ago) {
    return STAMP.format(now.minus(ago));
  }

  private List<String> lines(String... arguments) {
    assertEquals(ExitCodes.OK, runner.run(arguments), runner::err);
    return runner.out().lines().toList();
  }

  private List<JsonNode> records(String... arguments) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : lines(arguments)) {
      records.add(Json.mapper().readTree(line));
    }
    return records;
  }

  @Test
  void bothStreamsAreInTheOrderOfTheirTimes() {
    List<String> lines = lines("logs");
    assertEquals(7, lines.size(), lines::toString);
    assertTrue(lines.get(0).endsWith("old"), lines::toString);
    assertEquals("  at c.D", lines.get(1));
    assertEquals("# A fatal \uFFFD[2Jerror", lines.get(2), "a terminal must not obey a guest");
    assertEquals("# has been detected", lines.get(3));
    assertEquals("  at g.H", lines.get(6));
  }

  @Test
  void oneStreamAlone() {
    assertEquals(5, lines("logs", "--stream", "stderr").size());
    assertEquals(2, lines("logs", "--stream", "stdout").size());
    assertEquals(List.of("  at g.H"), lines("logs", "--tail", "1"));
    assertEquals(List.of(), lines("logs", "--tail", "0"));
  }

  @Test
  void sinceTakesARecordWithItsLines() {
    List<String> lines = lines("logs", "--since", "3m");
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.getFirst().endsWith("new"), lines::toString);
    assertEquals(5, lines("logs", "--since", "10m").size());
    String time = now.minus(Duration.ofHours(4)).toString();
    assertEquals(8, lines("logs", "--since", time).size(), "with what was put aside");
    assertEquals(2, lines("logs", "--since", time, "--tail", "2").size());
    assertEquals(List.of(), lines("logs", "--since", "0s"));
  }

  @Test
  void asJsonARecordIsAnObject() throws IOException {
    List<JsonNode> records = records("logs", "--format", "json");
    assertEquals(3, records.size());
    JsonNode last = records.getLast();
    assertEquals(
        List.of("ts", "user", "role", "stream", "level", "message"),
        new ArrayList<>(last.properties().stream().map(Map.Entry::getKey).toList()));
    assertEquals("a.B: new\n  at e.F\n  at g.H", last.get("message").asText());
    assertEquals("SEVERE", last.get("level").asText());
    assertEquals("alice", last.get("user").asText());
    assertEquals("guest", last.get("role").asText());
    assertEquals("stderr", last.get("stream").asText());
    assertEquals(
        now.minus(Duration.ofMinutes(2)).toEpochMilli(),
        Instant.parse(last.get("ts").asText()).toEpochMilli());
    assertTrue(records.get(1).get("ts").isNull(), "it says none");
    assertEquals("stdout", records.get(1).get("stream").asText());
  }

  @Test
  void theDaemonsLogIsNobodys() throws IOException {
    Path log = Files.createDirectories(folder.resolve(".oxydra/run")).resolve("daemon.log");
    Files.writeString(log, "2026-01-02T03:04:05.678 INFO a.B: without an offset\nrest");
    JsonNode record = records("logs", "--role", "daemon", "--format", "json").getFirst();
    assertTrue(record.get("user").isNull());
    assertEquals("a.B: without an offset\nrest", record.get("message").asText());
    assertTrue(record.get("ts").asText().endsWith(".678Z"), record::toString);
  }

  @Test
  void aLogWithoutAnythingIsSaid() {
    assertEquals(ExitCodes.OK, runner.run("logs", "--role", "shell"));
    assertTrue(runner.err().contains("Nothing was logged yet"), runner::err);
  }
}
