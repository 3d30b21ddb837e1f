package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Disks that are full or can't be written. */
@RequiresTool({"bwrap", "setsid", "mount", "umount"})
class DiskTest {
  private static final int TURNS = 40;

  @Test
  void aFullDiskIsToldAndLosesNothingThatWasAcknowledged() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(24);
        RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.workspacesIn(disk.folder());
      runner.ok("start");
      List<JsonNode> acknowledged;
      Set<String> neverAcknowledged;
      try (Chat chat = Chat.open(runner)) {
        chat.ask("write notes.txt: before");
        Path filler = disk.fill();
        Map<String, JsonNode> errors = new LinkedHashMap<>();
        for (int i = 0; i < TURNS; i++) {
          // A little room now and then, which takes a turn some steps further.
          disk.leave(filler, i % 4 * 16_384);
          String turn = chat.begin("tell me " + "x".repeat(50_000));
          ProtocolClient.Frame end = chat.end(turn);
          if (end.type().equals("error")) {
            errors.put(turn, end.payload());
          }
        }
        assertTrue(errors.size() >= TURNS / 4, () -> errors.size() + " errors");
        for (JsonNode error : errors.values()) {
          String message = error.path("message").asText();
          assertTrue(message.contains("full") && message.contains("make room"), error::toString);
          assertEquals("journal_failed", error.path("code").asText(), error::toString);
        }
        neverAcknowledged = refused(errors);
        assertTrue(neverAcknowledged.size() >= TURNS / 8, errors::toString);
        Files.delete(filler);
        assertTrue(chat.ask("write notes.txt: after").contains("notes.txt"));
        assertTrue(chat.ask("read notes.txt").contains("after"));
        acknowledged = chat.events();
      }
      runner.ok("restart");
      try (Chat chat = Chat.open(runner)) {
        Map<Long, JsonNode> kept = new HashMap<>();
        chat.events().forEach(event -> kept.put(event.path("seq").asLong(), event));
        for (JsonNode event : acknowledged) {
          assertEquals(event, kept.get(event.path("seq").asLong()));
        }
        for (JsonNode event : kept.values()) {
          assertFalse(neverAcknowledged.contains(event.path("turn_id").asText()), event::toString);
        }
        // A turn that was accepted, but whose end could not be recorded, runs now.
        Await.until("every turn to end once", PATIENCE, () -> hasEveryTurnEndedOnce(chat.events()));
        assertTrue(chat.ask("read notes.txt").contains("after"));
      }
    }
  }

  /** The turns that were not accepted; another's error says that it has failed. */
  private static Set<String> refused(Map<String, JsonNode> errors) {
    return errors.entrySet().stream()
        .filter(error -> !error.getValue().has("turn"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean hasEveryTurnEndedOnce(Collection<JsonNode> events) {
    Map<String, Integer> open = new HashMap<>();
    for (JsonNode event : events) {
      int change =
          switch (event.path("type").asText()) {
            case "turn.submitted" -> 1;
            case "turn.completed", "turn.cancelled", "turn.failed" -> -1;
            default -> 0;
          };
      open.merge(event.path("turn_id").asText(), change, Integer::sum);
    }
    return Set.of(0).equals(Set.copyOf(open.values()));
  }

  @Test
  void aReadOnlyWorkspaceIsRefused() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(1);
        RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.workspacesIn(disk.folder());
      disk.makeReadOnly();
      Distribution.Ended ended = runner.run("start");
      assertEquals(1, ended.exit(), ended.output());
      assertTrue(ended.output().contains(disk.folder().toString()), ended.output());
      assertTrue(ended.output().contains("Read-only file system. Make it"), ended.output());
      assertEquals(3, runner.run("status").exit());
    }
  }

  @Test
  void aWorkspaceThatBecameReadOnlyIsRefused() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(16);
        RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.workspacesIn(disk.folder());
      runner.ok("start");
      runner.ok("stop");
      disk.makeReadOnly();
      Distribution.Ended ended = runner.run("start");
      assertEquals(1, ended.exit(), ended.output());
      assertTrue(ended.output().contains(disk.folder().toString()), ended.output());
      assertTrue(ended.output().contains("Read-only file system. Make it"), ended.output());
    }
  }
}
