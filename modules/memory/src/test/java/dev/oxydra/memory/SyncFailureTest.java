package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that answers, but keeps nothing for sure. */
@Timeout(180)
@RequiresTool("cc")
final class SyncFailureTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private Path shim() throws Exception {
    Path source = folder.resolve("failing_sync.c");
    try (InputStream in = getClass().getResourceAsStream("failing_sync.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path library = folder.resolve("failing_sync.so");
    Process compiler =
        new ProcessBuilder(
                "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor());
    return library;
  }

  @Test
  void nothingIsAcknowledgedThatWasNotSynced() throws Exception {
    Path file = folder.resolve("journal.db");
    Path flag = folder.resolve("syncs-fail");
    Process process =
        AppendingProcess.start(
            List.of("env", "LD_PRELOAD=" + shim(), "FAIL_SYNC_WHILE=" + flag),
            file,
            folder,
            "again");
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Thread reading = Thread.ofPlatform().start(() -> read(process, lines));
    try {
      Await.until("some are acknowledged", DEADLINE, () -> acknowledged(lines).size() > 200);
      Files.createFile(flag);
      // Each of its threads has failed by then, and what was under way has been printed.
      Await.until("many fail", DEADLINE, () -> failures(lines) > 40);
      int from = lines.size();
      Await.until("more fail", DEADLINE, () -> lines.size() > from + 40);
      int to = lines.size();
      assertEquals(Set.of("IO"), Set.copyOf(List.copyOf(lines).subList(from, to)));
      Files.delete(flag);
      int before = acknowledged(lines).size();
      Await.until("they succeed again", DEADLINE, () -> acknowledged(lines).size() > before + 200);
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
    reading.join();
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      List<Event> events = journal.readAll(0, Integer.MAX_VALUE);
      List<Long> there = events.stream().map(Event::seq).toList();
      assertTrue(new HashSet<>(there).containsAll(acknowledged(lines)));
      assertEquals(events.size(), there.getLast(), "none twice, no gap");
      assertEquals(0, events.size() % 2, "both events of a call, or none");
      assertEquals(List.of(), journal.check().problems());
    }
  }

  private static void read(Process process, List<String> lines) {
    try (BufferedReader out = process.inputReader()) {
      out.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long failures(List<String> lines) {
    return List.copyOf(lines).stream().filter("IO"::equals).count();
  }

  /** Without the last line, which may have been cut when the process was killed. */
  private static List<Long> acknowledged(List<String> lines) {
    List<String> all = List.copyOf(lines);
    return all.subList(0, Math.max(0, all.size() - 1)).stream()
        .filter(line -> !line.equals("IO"))
        .map(Long::valueOf)
        .toList();
  }
}
