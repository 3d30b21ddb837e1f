package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.SmallDisk;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Query;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to files that nobody should touch, and disks that can't be written. */
@Timeout(120)
final class RecallDamageTest {
  @TempDir Path folder;

  private final EditedJournal journal = new EditedJournal();
  private final Remembered writer = new Remembered(Path.of("."), journal, null);

  private RecallIndex open(Path where) {
    return RecallIndex.open(where, journal, new HashingEmbedder(), Remembered.PLAIN);
  }

  private List<String> dump(Path where) throws InterruptedException {
    try (RecallIndex index = open(where)) {
      return new Remembered(where, journal, index).dump();
    }
  }

  private static List<Path> files(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files
          .filter(file -> !file.getFileName().toString().endsWith("lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void whatIsDamagedIsBuiltAnew() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("Damage: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      writer.says("message number " + i);
    }
    List<String> whole = dump(folder);
    for (int kind = 0; kind < 4; kind++) {
      for (int i = 0; i < 3; i++) {
        List<Path> files = files(folder);
        Path file = files.get(random.nextInt(files.size()));
        damage(file, kind, random);
        String what = "seed " + seed + ", kind " + kind + ", " + file;
        try (RecallIndex index = open(folder)) {
          Await.until(
              what,
              Remembered.LIMIT,
              () ->
                  index.dump().equals(whole)
                      && index.search(Query.of("message number", 20)).items().size() == 20
                      && Verified.isWhole(folder));
        }
      }
    }
  }

  /** Beside the index's own check. */
  private static final class Verified {
    static boolean isWhole(Path folder) {
      boolean[] damaged = new boolean[1];
      Verification verification = new Verification(how -> damaged[0] = true);
      verification.start(folder);
      verification.await();
      return !damaged[0];
    }
  }

  private static void damage(Path file, int kind, Random random) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = channel.size();
      long at = (long) (random.nextDouble() * size);
      switch (kind) {
        case 0 -> channel.truncate(at);
        case 1 -> channel.write(ByteBuffer.allocate((int) size), 0);
        case 2 -> channel.write(ByteBuffer.allocate((int) (size - at)), at);
        default -> Files.delete(file);
      }
    }
  }

  @Test
  void goesOnWhenItsFilesAreTakenAway() throws Exception {
    writer.says("one rose");
    try (RecallIndex index = open(folder)) {
      Remembered memory = new Remembered(folder, journal, index);
      memory.dump();
      for (Path file : files(folder)) {
        Files.delete(file);
      }
      memory.says("two roses");
      index.rebuild();
      Await.until(
          "it is built anew",
          Remembered.LIMIT,
          () -> index.search(Query.of("rose", 5)).items().size() == 2);
      memory.dumpBothWays();
    }
    assertEquals(2, dump(folder).size());
  }

  @Test
  void oneProcessAtATime() throws Exception {
    try (RecallIndex index = open(folder)) {
      RecallException e = assertThrows(RecallException.class, () -> open(folder));
      assertEquals(RecallException.Kind.LOCKED, e.kind());
      assertTrue(
          String.valueOf(e.getMessage()).contains("process " + ProcessHandle.current().pid()),
          e.getMessage());
      assertTrue(index.awaitIdle(Remembered.LIMIT));
    }
    dump(folder);
  }

  @Test
  @RequiresTool({"mount", "umount"})
  void aFullDiskIsWaitedFor() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(4)) {
      Path where = disk.folder().resolve("index");
      try (RecallIndex index = RecallIndex.open(where, journal, Embedder.NONE, Remembered.PLAIN)) {
        Remembered memory = new Remembered(where, journal, index);
        memory.says("before it was full");
        memory.dump();
        Path filler = disk.fill();
        for (int i = 0; i < 200; i++) {
          memory.says("number" + i + " while it is full " + i * 7919 + "x".repeat(i));
        }
        Await.until(
            "it says why",
            Remembered.LIMIT,
            () -> String.valueOf(index.search(Query.of("full", 20)).notice()).contains("space"));
        Found found = index.search(Query.of("before", 1));
        assertEquals("before it was full", found.items().getFirst().text());
        assertThrows(
            RecallException.class,
            () -> index.erased(memory.journal().delete(Remembered.SESSION, "user").seq()));
        memory.says("a lily again");
        Files.delete(filler);
        Await.until(
            "it goes on",
            Remembered.LIMIT.multipliedBy(2),
            () -> index.search(Query.of("lily", 20)).notice() == null);
        assertEquals(List.of("a lily again"), memory.found("lily while it is full"));
        memory.dumpBothWays();
      }
    }
  }

  @Test
  @RequiresTool({"mount", "umount"})
  void aFolderThatCantBeWrittenIsNoReasonToEnd() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(1)) {
      disk.makeReadOnly();
      writer.says("a rose");
      try (RecallIndex index =
          RecallIndex.open(
              disk.folder().resolve("index"), journal, Embedder.NONE, Remembered.PLAIN)) {
        Await.until(
            "it says why",
            Remembered.LIMIT,
            () ->
                String.valueOf(index.search(Query.of("rose", 5)).notice())
                    .contains("can't be kept"));
        assertEquals(0, index.search(Query.of("rose", 5)).items().size());
      }
    }
  }
}
