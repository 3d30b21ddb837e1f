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

  /**
   * The folder, a link in its place, the folder again; a file in it, a link. No step goes through a
   * link itself: what is brought back may be one that was kept while it was there.
   */
  private static int swap(Path shared, Path outside, AtomicBoolean over) {
    int swaps = 0;
    while (!over.get()) {
      try (Posix posix = new Posix();
          Folder top = Folder.open(posix, shared.toString())) {
        try {
          if (swaps % 2 == 0) {
            swap(top, "d", outside);
          } else {
            try (Folder upper = top.folder("d")) {
              swap(upper, "e", outside);
            }
          }
          swaps++;
        } catch (IOException e) {
          settle(top); // who brings back was faster
        }
      } catch (IOException e) {
        // Next time.
      }
    }
    return swaps;
  }

  private static void swap(Folder above, String name, Path outside) throws IOException {
    above.rename(name, "aside");
    above.makeLink(name, name.equals("e") ? outside.resolve("e").toString() : outside.toString());
    try (Folder aside = above.folder("aside")) {
      aside.makeLink("link", outside.resolve("f3").toString());
      aside.rename("link", "f3");
    }
    above.remove(name, false);
    above.rename("aside", name);
  }

  /** Folders are where links were, and nothing is aside. */
  private static void settle(Folder top) throws IOException {
    settle(top, "d");
    try (Folder upper = top.folder("d")) {
      settle(upper, "e");
    }
  }

  private static void settle(Folder above, String name) throws IOException {
    for (String entry : above.names(Integer.MAX_VALUE)) {
      if (entry.equals("aside") || (entry.equals(name) && above.stat(entry).isLink())) {
        remove(above, entry);
      }
    }
    try {
      above.makeFolder(name);
    } catch (PosixException e) {
      // It is there.
    }
  }

  private static void remove(Folder above, String name) throws IOException {
    boolean isFolder = above.stat(name).isFolder();
    if (isFolder) {
      try (Folder folder = above.folder(name)) {
        for (String entry : folder.names(Integer.MAX_VALUE)) {
          remove(folder, entry);
        }
      }
    }
    above.remove(name, isFolder);
  }
}
