package dev.oxydra.tools.checkpoints;

import static dev.oxydra.tools.checkpoints.SharedFolder.SESSION;
import static dev.oxydra.tools.checkpoints.SharedFolder.limits;
import static dev.oxydra.tools.checkpoints.SharedFolder.restore;
import static dev.oxydra.tools.checkpoints.SharedFolder.turn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.SmallDisk;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a folder in which shells work, and brought back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CheckpointStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String MADE =
      """
      mkdir -p a/b/c empty locked 'sp ace'
      printf 'one\\ntwo\\n' >a/one; printf 'deep' >a/b/c/deep; printf 'run' >run.sh; chmod 755 run.sh
      printf 'secret' >private; chmod 600 private; printf 'in' >locked/in; chmod 555 locked
      ln -s a/one link; ln -s /nowhere/at/all dangling; ln -s a folder-link
      printf 'x' >'sp ace/'"$(printf 'new\\nline')"; : >"$(printf 'bad\\377name')"
      mkdir -p closed/in; printf c >closed/in/c; chmod 500 closed/in closed; printf 'hid' >hid; chmod 400 hid
      chmod 2750 empty; touch -d '2001-02-03 04:05:06.789' a/one
      """;

  private static final String CHANGED =
      """
      sed -i s/one/ONE/ a/one; printf 'more' >>a/b/c/deep; truncate -s 1 run.sh; chmod 644 run.sh
      rm -rf empty 'sp ace'; mv private moved; ln -sfn b link; rm dangling; mkdir dangling
      printf 'f' >dangling/f; chmod 755 locked; rm locked/in; printf 'y' >locked/new
      chmod 500 locked; rm folder-link; printf 'file now' >folder-link; mkdir -p new/er; : >new/er/x
      mkdir -p shut/in; printf s >shut/in/s; chmod 500 shut/in shut
      chmod 700 closed closed/in; rm -r closed; printf 'now a file' >closed; chmod 600 hid
      printf 'not empty' >"$(printf 'bad\\377name')"
      """;

  @TempDir Path folder;
  private SharedFolder place;

  @BeforeEach
  void make() throws IOException {
    place = SharedFolder.in(folder);
  }

  @Test
  void bringsBackWhatCommandsChangedAndTakesThatBackToo() throws Exception {
    place.sh(MADE);
    Checkpoints checkpoints = place.open();
    String before = place.listing();
    assertFalse(before.isBlank());
    assertEquals(0, checkpoints.take(SESSION, turn("t1")).skipped());
    place.sh(CHANGED);
    String after = place.listing();

    Checkpoints.Restored restored = restore(checkpoints, turn("t1"));
    assertEquals(before, place.listing());
    assertEquals(List.of(), restored.notKept());
    assertTrue(restored.files().contains("/shared/a/one"), restored::toString);
    assertTrue(restored.files().contains("\"/shared/sp ace/new\\nline\""), restored::toString);
    assertFalse(restored.files().contains("/shared/a"), restored::toString);

    assertTrue(restore(place.open(), restored.savedAs()).notKept().isEmpty());
    assertEquals(after, place.listing());
    place.sh("chmod -R u+rwx .");
  }

  @Test
  void touchesOnlyWhatDiffers() throws Exception {
    place.sh("mkdir d; printf a >d/a; printf b >d/b");
    Checkpoints checkpoints = place.open();
    checkpoints.take(SESSION, turn("t1"));
    place.sh("printf c >>d/b");
    Object same = Files.getAttribute(place.shared().resolve("d/a"), "unix:ctime");
    Checkpoints.Restored restored = restore(checkpoints, turn("t1"));
    assertEquals(List.of("/shared/d/b"), restored.files());
    assertEquals(1, restored.changed());
    assertEquals(same, Files.getAttribute(place.shared().resolve("d/a"), "unix:ctime"));
    assertTrue(restore(checkpoints, turn("t1")).isNothing());
  }

  /** Neither size nor time gives it away. */
  @Test
  void seesAFileThatWasWrittenInPlaceWithItsOldTime() throws Exception {
    place.sh("printf aaaa >f; touch -d '2001-01-01' f");
    Checkpoints checkpoints = place.open();
    for (int i = 0; i < 20; i++) { // at once, and again and again: clocks are coarse
      String content = "%04d".formatted(i);
      checkpoints.take(SESSION, turn("t" + i));
      place.sh(
          "printf " + content + " | dd of=f conv=notrunc status=none; touch -d '2001-01-01' f");
    }
    checkpoints.take(SESSION, turn("last"));
    for (int i = 19; i > 0; i--) {
      restore(checkpoints, turn("t" + i));
      assertEquals("%04d".formatted(i - 1), Files.readString(place.shared().resolve("f")));
    }
    restore(checkpoints, turn("last"));
    assertEquals("0019", Files.readString(place.shared().resolve("f")));
  }

  @Test
  void doesNotReadWhatHasNotChanged() throws Exception {
    place.sh("mkdir d; printf a >d/a; printf b >d/b");
    Path old = place.shared().resolve("d/b");
    Await.until(
        "a time that is settled",
        PATIENCE,
        () -> Files.getLastModifiedTime(old).toInstant().isBefore(Instant.now().minusMillis(100)));
    Checkpoints checkpoints = place.open();
    checkpoints.take(SESSION, turn("t1"));
    for (Path object : place.objects()) {
      Files.delete(object);
    }
    checkpoints.take(SESSION, turn("t2"));
    assertEquals(List.of(), place.objects());
    assertEquals(
        Files.readAttributes(place.store().resolve("1.entries"), "fileKey"),
        Files.readAttributes(place.store().resolve("2.entries"), "fileKey"));
    place.sh("printf c >d/c");
    checkpoints.take(SESSION, turn("t3"));
    assertEquals(1, place.objects().size());

    place.sh("rm d/b");
    Checkpoints.Restored restored = restore(checkpoints, turn("t1"));
    assertEquals(List.of("/shared/d/b: its copy is missing"), restored.notKept());
  }

  @Test
  void tellsACopyThatIsDamagedAndPutsNothingInPlace() throws Exception {
    place.sh("printf good >f");
    Checkpoints checkpoints = place.open();
    checkpoints.take(SESSION, turn("t1"));
    Files.writeString(place.objects().getFirst(), "evil");
    place.sh("printf other >f");
    Checkpoints.Restored restored = restore(checkpoints, turn("t1"));
    assertEquals(List.of("/shared/f: its copy is damaged"), restored.notKept());
    assertEquals("other", Files.readString(place.shared().resolve("f")));
    assertEquals(1, place.listing().lines().filter(line -> line.contains("|f|")).count());
  }

  @Test
  void leavesAloneWhatItCanNotKeepAndNamesIt() throws Exception {
    place.sh("mkfifo pipe; truncate -s 2M big; printf small >grows; mkdir d; truncate -s 2M d/big");
    Checkpoints checkpoints = place.open(limits(1L << 30, 1 << 20, 1000, 5));
    assertEquals(3, checkpoints.take(SESSION, turn("t1")).skipped());
    place.sh("truncate -s 3M grows; rm big; mkfifo new-pipe; rm -r d; printf x >made");
    Checkpoints.Restored restored = restore(checkpoints, turn("t1"));
    assertEquals(
        List.of(
            "/shared/big: it is larger than 1 MiB",
            "/shared/d/big: it is larger than 1 MiB",
            "/shared/grows: it is larger than 1 MiB",
            "/shared/new-pipe: it is neither a file nor a folder nor a link"),
        restored.notKept());
    assertEquals(List.of("/shared/made", "/shared/d"), restored.files());
    assertEquals(3 << 20, Files.size(place.shared().resolve("grows")));
    assertTrue(Files.exists(place.shared().resolve("new-pipe")));

    // A folder that is to go stays with what can't be brought back.
    place.sh("rm grows; mkdir away; truncate -s 2M away/big; printf x >away/small");
    restored = restore(checkpoints, turn("t1"));
    assertFalse(Files.exists(place.shared().resolve("away/small")));
    assertTrue(Files.exists(place.shared().resolve("away/big")));
    assertTrue(
        restored.notKept().contains("/shared/away/big: it is larger than 1 MiB"),
        restored::toString);
  }

  /** It may take a file's place after that was looked at. */
  @Test
  void aPipeThatIsOpenedHoldsNothingUp() throws Exception {
    place.sh("mkfifo pipe");
    try (Posix posix = new Posix();
        Folder open = Folder.open(posix, place.shared().toString());
        Folder.OpenFile pipe = open.read("pipe")) {
      assertFalse(pipe.stat().isFile());
    }
  }

  @Test
  void saysThatThereIsTooMuchAndStoresNothing() throws Exception {
    place.sh("mkdir d; for i in 1 2 3 4 5 6 7 8 9 10 11; do printf $i >d/$i; done");
    Checkpoints few = place.open(limits(1L << 30, 1 << 20, 10, 5));
    String message =
        assertThrows(CheckpointException.class, () -> few.take(SESSION, turn("t"))).getMessage();
    assertEquals(
        "No checkpoint of /shared: /shared has too many files: more than 10; raise"
            + " tools.checkpoints.max_files",
        message);
    assertEquals(List.of(), place.objects());
    place.sh("rm d/2 d/3");
    assertEquals(10, few.take(SESSION, turn("t")).files());

    place.sh("for i in 1 2 3; do head -c 900000 /dev/urandom >d/big$i; done");
    int stored = place.objects().size();
    Checkpoints small = place.open(limits(2 << 20, 1 << 20, 100, 5));
    message =
        assertThrows(CheckpointException.class, () -> small.take(SESSION, turn("u"))).getMessage();
    assertTrue(message.contains("/shared has more than 2 MiB in files of up to 1 MiB"), message);
    assertEquals(stored, place.objects().size());

    // What is there now must be kept, too, before anything is brought back.
    assertThrows(CheckpointException.class, () -> restore(small, turn("t")));
    place.sh("rm d/big1; printf changed >d/1");
    restore(small, turn("t"));
    assertEquals("1", Files.readString(place.shared().resolve("d/1")));
    assertFalse(Files.exists(place.shared().resolve("d/big2")));
  }

  @Test
  void forgetsTheOldestWithWhatOnlyTheyNeeded() throws Exception {
    Checkpoints checkpoints = place.open(limits(1L << 30, 1 << 20, 100, 3));
    for (int i = 0; i < 8; i++) {
      place.sh("printf content-%d >f; printf same >g".formatted(i));
      checkpoints.take(SESSION, turn("t" + i));
    }
    assertEquals(4, place.objects().size());
    CheckpointException gone =
        assertThrows(CheckpointException.class, () -> restore(checkpoints, turn("t4")));
    assertTrue(String.valueOf(gone.getMessage()).contains("not kept any more"), gone::toString);
    restore(checkpoints, turn("t6"));
    assertEquals("content-6", Files.readString(place.shared().resolve("f")));
  }

  @Test
  void forgetsTheOldestWhenAllAreTooLarge() throws Exception {
    Checkpoints checkpoints = place.open(limits(2 << 20, 1 << 20, 100, 50));
    for (int i = 0; i < 6; i++) {
      place.sh("head -c 700000 /dev/urandom >f");
      checkpoints.take(SESSION, turn("t" + i));
    }
    assertEquals(2, place.objects().size());
    assertThrows(CheckpointException.class, () -> restore(checkpoints, turn("t3")));
    place.sh("rm f");
    restore(checkpoints, turn("t4"));
    assertEquals(700_000, Files.size(place.shared().resolve("f")));
  }

  @Test
  void takesOneOfATurnAlsoInALaterProcess() throws Exception {
    place.sh("printf a >f");
    place.open().take(SESSION, turn("t1"));
    place.sh("printf b >f; printf c >g");
    Checkpoints later = place.open();
    assertEquals(1, later.take(SESSION, turn("t1")).files());
    assertEquals(2, later.take(new SessionId("other"), turn("t1")).files());
    restore(later, turn("t1"));
    assertEquals("a", Files.readString(place.shared().resolve("f")));
  }

  @Test
  void restoresToTheFirstThatDiffers() throws Exception {
    place.sh("printf a >f");
    Checkpoints checkpoints = place.open();
    checkpoints.take(SESSION, turn("t1"));
    place.sh("printf b >f");
    checkpoints.take(SESSION, turn("t2"));
    List<Checkpoints.Restored> told = new ArrayList<>();
    Checkpoints.Restored restored =
        checkpoints.restore(SESSION, List.of(turn("gone"), turn("t2"), turn("t1")), told::add);
    assertEquals(turn("t1"), restored.turn());
    assertEquals(List.of(restored), told);
    assertEquals("a", Files.readString(place.shared().resolve("f")));
  }

  @Test
  void manyAtOnce() throws Exception {
    place.sh("for i in $(seq 300); do printf $i >f$i; done");
    Checkpoints checkpoints = place.open();
    List<CompletableFuture<Checkpoints.Taken>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = "t" + i;
      all.add(CompletableFuture.supplyAsync(() -> take(checkpoints, id)));
    }
    for (CompletableFuture<Checkpoints.Taken> one : all) {
      assertEquals(300, one.get(60, TimeUnit.SECONDS).files());
    }
    assertEquals(300, place.objects().size());
  }

  private static Checkpoints.Taken take(Checkpoints checkpoints, String id) {
    try {
      return checkpoints.take(SESSION, turn(id));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInterruptEndsItAndLeavesNothing() throws Exception {
    place.sh("for i in $(seq 300); do printf $i >f$i; done");
    Checkpoints checkpoints = place.open();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> checkpoints.take(SESSION, turn("t")));
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(300, checkpoints.take(SESSION, turn("t")).files());
  }

  @Test
  void aFullDiskIsToldAndFreedAgain() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(4)) {
      place.sh("for i in 1 2 3 4 5 6; do head -c 900000 /dev/urandom >f$i; done");
      Checkpoints checkpoints =
          CheckpointStore.of(
              place.shared(), disk.folder().resolve("kept"), AgentConfig.Checkpoints.defaults());
      CheckpointException full =
          assertThrows(CheckpointException.class, () -> checkpoints.take(SESSION, turn("t")));
      assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full::toString);
      place.sh("rm f1 f2 f3");
      assertEquals(3, checkpoints.take(SESSION, turn("t")).files());
    }
  }

  @Test
  void sweepsWhatATakeThatWasCutOffLeft() throws Exception {
    place.sh("printf a >f");
    place.open().take(SESSION, turn("t1"));
    Path torn = Files.createDirectories(place.store().resolve("objects/ab"));
    Files.writeString(torn.resolve("ab".repeat(32)), "torn");
    Files.writeString(place.store().resolve("7.entries"), "half");
    Files.writeString(place.store().resolve("tmp/left"), "half");
    Files.createFile(place.store().resolve("unsettled"));
    Checkpoints later = place.open();
    later.take(SESSION, turn("t2"));
    assertEquals(1, place.objects().size());
    assertFalse(Files.exists(place.store().resolve("7.entries")));
    assertFalse(Files.exists(place.store().resolve("tmp/left")));
  }

  @Test
  void aDamagedListIsToldAndChangesNothing() throws Exception {
    place.sh("printf a >f");
    place.open().take(SESSION, turn("t1"));
    Path list = place.store().resolve("1.entries");
    byte[] whole = Files.readAllBytes(list);
    Files.write(list, java.util.Arrays.copyOf(whole, whole.length - 3));
    place.sh("printf b >f");
    CheckpointException damaged =
        assertThrows(CheckpointException.class, () -> restore(place.open(), turn("t1")));
    assertTrue(String.valueOf(damaged.getMessage()).contains("damaged"), damaged::toString);
    assertEquals("b", Files.readString(place.shared().resolve("f")));
  }

  @Test
  void aRestoreThatIsKilledIsFinishedByTheNextProcess() throws Exception {
    place.sh("mkdir d; for i in $(seq 3000); do printf $i >d/f$i; done");
    place.open().take(SESSION, turn("t1"));
    String before = place.listing();
    place.sh("rm -r d; printf x >new");
    Process restoring = RestoringProcess.start(place, turn("t1"));
    try {
      Await.until(
          "the first files that are back",
          PATIENCE,
          () -> Files.exists(place.shared().resolve("d/f1")));
    } finally {
      restoring.destroyForcibly().waitFor();
    }
    List<Checkpoints.Restored> told = new ArrayList<>();
    Checkpoints later = place.open();
    Optional<Checkpoints.Restored> finished = later.recover(told::add);
    assertEquals(turn("t1"), finished.orElseThrow().turn());
    assertEquals(List.of(finished.orElseThrow()), told);
    assertEquals(before, place.listing());
    assertEquals(Optional.empty(), later.recover(told::add));

    restore(later, finished.orElseThrow().savedAs());
    assertEquals(List.of("new"), List.of(place.shared().toFile().list()));
  }

  @Test
  void nothingIsOpenedBeforeItIsNeeded() {
    Checkpoints checkpoints = place.open();
    assertEquals(Optional.empty(), checkpoints.recover(restored -> {}));
    assertFalse(Files.exists(place.store()));
    assertNotEquals(Checkpoints.NONE, checkpoints);
    AgentConfig.Checkpoints off = new AgentConfig.Checkpoints(false, 1 << 20, 1024, 1, 1);
    assertEquals(Checkpoints.NONE, place.open(off));
  }
}
