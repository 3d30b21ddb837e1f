package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody with a shell swaps folders and files for links that lead out, while tools work. */
final class PlantedLinksTest {
  private static final int CALLS = 2000;
  private static final String SECRET = "SECRET-7f3a";

  private static final List<String> ARGUMENTS =
      List.of(
          "file_read {'path': 'd/f.txt'}",
          "file_read {'path': 'd/e/f.txt'}",
          "file_list {'path': 'd'}",
          "file_list {'path': 'd/e'}",
          "file_search {'regex': 'SECRET'}",
          "file_search {'path': 'd', 'regex': 'SECRET'}",
          "file_write {'path': 'd/f.txt', 'content': 'mine'}",
          "file_write {'path': 'd/%d/new.txt', 'content': 'mine'}",
          "file_write {'path': 'd/e/%d/x/new.txt', 'content': 'mine'}",
          "file_edit {'path': 'd/f.txt', 'edits': [{'old_text': 'mine', 'new_text': 'mine'}]}",
          "file_edit {'path': 'd/f.txt', 'edits': [{'old_text': 'SECRET', 'new_text': 'x'}]}",
          "file_delete {'path': 'd/f.txt'}",
          "file_delete {'path': 'd/e/f.txt'}",
          "file_delete {'path': 'd/e/g'}");

  @TempDir Path folder;

  @Test
  void leadNowhere() throws Exception {
    ToolBench bench = new ToolBench(folder, "");
    Path real = Files.createDirectories(bench.shared.resolve("d/e/g")).getParent().getParent();
    Files.writeString(real.resolve("f.txt"), "mine");
    Files.createDirectories(bench.outside.resolve("e/g"));
    Files.writeString(bench.outside.resolve("f.txt"), SECRET);
    Files.writeString(bench.outside.resolve("e/f.txt"), SECRET);
    String before = listing(bench.outside);

    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> swaps =
        CompletableFuture.supplyAsync(() -> swap(real, bench.outside, over));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int ok = 0;
    try {
      for (int i = 0; i < CALLS; i++) {
        String call = ARGUMENTS.get(random.nextInt(ARGUMENTS.size())).replace("%d", "n" + i % 20);
        int space = call.indexOf(' ');
        ToolOutput output = bench.run(call.substring(0, space), call.substring(space + 1));
        assertFalse(output.text().contains(SECRET), call + ", seed " + seed);
        ok += output.ok() ? 1 : 0;
      }
    } finally {
      over.set(true);
    }
    assertTrue(swaps.get(60, TimeUnit.SECONDS) > 0, "no link was planted");
    assertTrue(ok > 0, "no call got through");
    assertEquals(before, listing(bench.outside), "seed " + seed);
  }

  /** The folder, a link in its place, the folder again, and so on. */
  private static int swap(Path real, Path outside, AtomicBoolean over) {
    Path aside = real.resolveSibling("aside");
    int count = 0;
    try {
      while (!over.get()) {
        Files.move(real, aside);
        if (plant(real, outside)) {
          count++;
          Files.delete(real);
        } else {
          // A tool was faster, and has made a folder of its own there.
          Files.move(real, real.resolveSibling("made" + UUID.randomUUID()));
        }
        while (!back(aside, real)) {
          Files.move(real, real.resolveSibling("made" + UUID.randomUUID()));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("after " + count + " swaps", e);
    }
    return count;
  }

  private static boolean back(Path aside, Path real) throws IOException {
    try {
      Files.move(aside, real);
      return true;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(real)) {
        throw e;
      }
      return false; // a tool was faster
    }
  }

  private static boolean plant(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static String listing(Path top) throws IOException {
    try (var paths = Files.walk(top)) {
      return paths
          .sorted()
          .map(path -> path + (Files.isRegularFile(path) ? ": " + text(path) : ""))
          .collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
