package dev.oxydra.tools.checkpoints;

import static dev.oxydra.tools.checkpoints.SharedFolder.SESSION;
import static dev.oxydra.tools.checkpoints.SharedFolder.restore;
import static dev.oxydra.tools.checkpoints.SharedFolder.turn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody swaps folders and files for links and pipes while they are kept and brought back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SwappedLinksTest {
  private static final int ROUNDS = 60;
  private static final String SECRET = "SECRET-7f3a";

  @TempDir Path folder;

  @Test
  void leadNowhere() throws Exception {
    SharedFolder place = SharedFolder.in(folder);
    Path outside = Files.createDirectories(folder.resolve("outside/e"));
    for (int i = 0; i < 20; i++) {
      Files.writeString(outside.getParent().resolve("f" + i), SECRET);
      Files.writeString(outside.resolve("f" + i), SECRET);
    }
    String before = SharedFolder.listing(outside.getParent());
    place.sh(
        "mkdir -p d/e; for i in $(seq 0 19); do printf mine >d/f$i; printf mine >d/e/f$i; done");
    Checkpoints checkpoints = place.open();
    checkpoints.take(SESSION, turn("first"));

    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> swaps =
        CompletableFuture.supplyAsync(() -> swap(place.shared(), outside.getParent(), over));
    int restored = 0;
    try {
      for (int i = 0; i < ROUNDS; i++) {
        checkpoints.take(SESSION, turn("t" + i));
        restored += tryRestore(checkpoints) ? 1 : 0;
      }
    } finally {
      over.set(true);
    }
    assertTrue(swaps.get(60, TimeUnit.SECONDS) > 0, "no link was planted");
    assertTrue(restored > 0, "nothing was brought back");
    assertEquals(before, SharedFolder.listing(outside.getParent()));
    for (Path object : place.objects()) {
      assertFalse(Files.readString(object).contains(SECRET), "read from outside: " + object);
    }
  }

  private static boolean tryRestore(Checkpoints checkpoints) throws InterruptedException {
    try {
      return restore(checkpoints, turn("first")).changed() > 0;
    } catch (CheckpointException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("any more"), e::toString); // pruned
      checkpoints.take(SESSION, turn("first"));
      return false;
    }
  }

  /** The folder, a link in its place, the folder again; a file in it, a link, a pipe; and so on. */
  private static int swap(Path shared, Path outside, AtomicBoolean over) {
    int swaps = 0;
    while (!over.get()) {
      try {
        Path folder = shared.resolve(swaps % 2 == 0 ? "d" : "d/e");
        Path aside = shared.resolve("aside" + swaps % 2);
        Files.move(folder, aside);
        Files.createSymbolicLink(folder, swaps % 2 == 0 ? outside : outside.resolve("e"));
        Path file = aside.resolve("f3");
        Path link = aside.resolve("link");
        Files.createSymbolicLink(link, outside.resolve("f3"));
        Files.move(link, file, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(folder);
        Files.move(aside, folder);
        swaps++;
      } catch (IOException e) {
        settle(shared); // who brings back was faster
      }
    }
    return swaps;
  }

  private static void settle(Path shared) {
    for (String name : new String[] {"d", "d/e"}) {
      Path path = shared.resolve(name);
      try {
        if (Files.isSymbolicLink(path)) {
          Files.delete(path);
        }
        Files.createDirectories(path);
        Path aside = shared.resolve(name.equals("d") ? "aside0" : "aside1");
        if (Files.isDirectory(aside)) {
          try (var files = Files.walk(aside)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
              Files.deleteIfExists(file);
            }
          }
        }
      } catch (IOException | java.io.UncheckedIOException e) {
        // Next time.
      }
    }
  }
}
