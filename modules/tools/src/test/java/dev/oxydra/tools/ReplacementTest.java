package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplacementTest {
  @TempDir Path folder;
  ToolBench bench;
  Workspace workspace;
  Path file;

  @BeforeEach
  void prepare() throws IOException {
    bench = new ToolBench(folder, "");
    workspace = new Workspace(bench.paths(""));
    file = Files.writeString(bench.shared.resolve("a.txt"), "old");
  }

  @Test
  void whoReadsMeanwhileGetsTheOldOrTheNew() throws Exception {
    String other = "new".repeat(100_000);
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch reading = new CountDownLatch(1);
    CompletableFuture<Set<String>> seen = CompletableFuture.supplyAsync(() -> read(over, reading));
    try {
      assertTrue(reading.await(60, TimeUnit.SECONDS));
      for (int i = 0; i < 50; i++) {
        TextFiles.write(workspace, workspace.resolve("a.txt"), i % 2 == 0 ? other : "old");
      }
    } finally {
      over.set(true);
    }
    assertTrue(Set.of("old", other).containsAll(seen.get(60, TimeUnit.SECONDS)));
  }

  private Set<String> read(AtomicBoolean over, CountDownLatch reading) {
    Set<String> seen = new HashSet<>();
    try {
      while (!over.get()) {
        seen.add(Files.readString(file));
        reading.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seen;
  }

  @Test
  void aFailureLeavesTheOldAndNothingElse() throws Exception {
    Place place = workspace.resolve("a.txt");
    assertThrows(
        ToolException.class,
        () ->
            workspace.inFolderOf(
                "write",
                place,
                open -> {
                  Replacement.of(open, place)
                      .write(out -> {
                        Replacement.Content.of(new byte[100]).writeTo(out);
                        throw new IOException("disk full");
                      });
                  return place;
                }));
    assertEquals(List.of("a.txt"), names());
    assertEquals("old", Files.readString(file));
  }

  @Test
  void editsNothingThatSomebodyElseHasChangedMeanwhile() throws Exception {
    ToolException refused =
        assertThrows(
            ToolException.class,
            () ->
                TextFiles.edit(
                    workspace,
                    workspace.resolve("a.txt"),
                    text -> {
                      write("theirs");
                      return "mine";
                    }));
    assertTrue(String.valueOf(refused.getMessage()).contains("changed meanwhile"));
    assertEquals("theirs", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void contentIsNeverMoreReadableThanTheOldFile() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Place place = workspace.resolve("a.txt");
    workspace.inFolderOf(
        "write",
        place,
        open -> {
          Replacement.of(open, place)
              .write(out -> {
                for (String name : names()) {
                  Path each = bench.shared.resolve(name);
                  assertEquals("rw-------", mode(each), name);
                }
              });
          return place;
        });
    assertEquals("rw-------", mode(file));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<String> names() throws IOException {
    try (var entries = Files.list(bench.shared)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toList());
    }
  }
}
