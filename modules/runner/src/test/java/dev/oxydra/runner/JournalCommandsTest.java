package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about journals, with a daemon of their own and fake guests in the process tier. */
@RequiresTool("bwrap")
class JournalCommandsTest {
  private Path folder;
  private Path internal;
  private CapturedHost runner;

  @BeforeEach
  void distribution() throws IOException {
    folder = Files.createTempDirectory("ox");
    internal = folder.resolve("w/alice/internal");
    Path distribution = FakeDistribution.in(folder.resolve("dist"));
    runner = new CapturedHost(folder, distribution, Map.of());
    Path config = Files.createDirectories(folder.resolve(".oxydra"));
    Files.writeString(config.resolve("agent.conf"), "selection.provider = demo\n");
    Files.writeString(config.resolve("runner.conf"), "workspace_root = \"../w\"\n");
  }

  @AfterEach
  void stopAll() throws IOException {
    runner.run("stop", "--all");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aJournalIsBackedUpAndRestoredWhileItsGuestRuns() throws Exception {
    ok("start");
    long first = guest();
    ok("backup", "one.db");
    assertTrue(runner.out().contains("1 session, 33 events"), runner::out);
    Path copy = folder.resolve("one.db");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    assertEquals(-1, Files.mismatch(copy, journal()));
    assertEquals(first, guest(), "it was not stopped for that");
    assertNoneLeft();

    Files.writeString(journal(), "and more, which the restored one has not");
    ok("restore", "one.db");
    assertTrue(runner.out().contains("Restored the journal of alice"), runner::out);
    assertTrue(runner.out().contains("journal.db.before-restore-20260102"), runner::out);
    assertTrue(runner.out().contains("is ready"), runner::out);
    assertEquals(-1, Files.mismatch(copy, journal()));
    assertFalse(first == guest(), "another guest has the restored journal");
    assertNoneLeft();
  }

  @Test
  void aJournalIsBackedUpAndRestoredWithoutAGuest() throws Exception {
    Files.createDirectories(internal);
    FakeJournal.in(internal).make();
    Files.createDirectory(folder.resolve("backups"));
    ok("backup", "backups");
    List<Path> made = list(folder.resolve("backups"));
    assertEquals(1, made.size());
    String name = made.getFirst().getFileName().toString();
    assertTrue(name.matches("alice-\\d{8}-\\d{6}-\\d{3}\\.db"), name);
    assertTrue(runner.out().contains(name), runner::out);
    assertFalse(Files.exists(folder.resolve(".oxydra/run/daemon.pid")), "nothing goes on");
    assertFalse(Files.exists(folder.resolve(".oxydra/run/alice.guest.json")));

    ok("restore", made.getFirst().toString());
    assertFalse(runner.out().contains("is ready"), "it didn't run before");
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
    assertNoneLeft();
  }

  @Test
  void aGuestThatAKilledDaemonLeftIsAskedAndForARestoreReplaced() throws Exception {
    ok("start");
    long left = guest();
    ProcessHandle daemon =
        ProcessHandle.of(
                Long.parseLong(Files.readString(folder.resolve(".oxydra/run/daemon.pid")).strip()))
            .orElseThrow();
    daemon.destroyForcibly();
    daemon.onExit().join();
    ok("backup", "one.db");
    assertTrue(ProcessHandle.of(left).filter(ProcessHandle::isAlive).isPresent());
    ok("restore", "one.db");
    assertFalse(ProcessHandle.of(left).filter(ProcessHandle::isAlive).isPresent());
    assertEquals(ExitCodes.OK, runner.run("status"), runner::out);
  }

  @Test
  void noFileIsLostForABackup() throws Exception {
    ok("start");
    Path taken = Files.writeString(folder.resolve("taken.db"), "dear to somebody");
    failed("say --force", "backup", "taken.db");
    assertEquals("dear to somebody", Files.readString(taken));
    ok("backup", "--force", "taken.db");
    assertEquals(-1, Files.mismatch(taken, journal()));
    failed("no folder", "backup", "nowhere/one.db");
    failed("outside of its workspace", "backup", "w/alice/shared/one.db");
    Files.createSymbolicLink(folder.resolve("innocent"), folder.resolve("w/alice/shared"));
    failed("outside of its workspace", "backup", "innocent/one.db");
    assertNoneLeft();
  }

  @Test
  void whatCantBeRestoredChangesNothing() throws Exception {
    ok("start");
    long guest = guest();
    byte[] before = Files.readAllBytes(journal());
    failed("no such file", "restore", "nowhere.db");
    failed("it is no file", "restore", "w");
    Files.writeString(folder.resolve("text"), "This is a text, not a journal.");
    failed("no copy of a journal", "restore", "text");
    Files.writeString(folder.resolve("short"), "SQLite");
    failed("no copy of a journal", "restore", "short");
    assertEquals(guest, guest(), "it was not stopped for that");

    ok("backup", "one.db");
    Files.writeString(internal.resolve("behaviour"), FakeJournal.BROKEN);
    failed("alice: page 7 [2J of " + journal() + " is bad", "restore", "one.db");
    assertFalse(runner.err().contains("\u001b"), "a terminal would obey it");
    assertTrue(runner.out().contains("is ready"), "the guest is back");
    Files.writeString(internal.resolve("behaviour"), FakeJournal.DIES);
    failed("exit code 7", "restore", "one.db");
    assertTrue(runner.err().contains("| This guest looks after its journal"), runner::err);
    assertEquals(ExitCodes.OK, runner.run("status"), runner::out);
    Files.delete(internal.resolve("behaviour"));
    assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(journal())));
    assertNoneLeft();
  }

  @Test
  void aGuestIsNotTrusted() throws Exception {
    ok("start");
    Files.writeString(internal.resolve("behaviour"), FakeJournal.LINKS);
    failed("no backup that can be read", "backup", "one.db");
    Files.writeString(internal.resolve("behaviour"), FakeJournal.BABBLES);
    failed("did not answer as it should", "backup", "one.db");
    Files.delete(internal.resolve("behaviour"));
    for (Path file : list(internal.resolve("backups"))) {
      Files.delete(file);
    }
    Files.delete(internal.resolve("backups"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(internal.resolve("backups"), elsewhere);
    Files.writeString(folder.resolve("copy.db"), FakeJournal.BEGINNING + "x");
    failed("can't be restored", "restore", "copy.db");
    assertEquals(List.of(), list(elsewhere));
    Files.delete(internal.resolve("backups"));
    assertFalse(Files.exists(folder.resolve("one.db")));
  }

  @Test
  void thereMustBeAJournalToBackUp() throws IOException {
    failed("has no journal", "backup", "one.db");
    assertFalse(Files.exists(folder.resolve("one.db")));
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("backup"));
    Files.writeString(folder.resolve(".oxydra/agent.conf"), "runtime.max_turn = 3\n");
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("backup", "one.db"));
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("restore", "one.db"));
  }

  @Test
  void theDoctorLooksAtTheJournalsOfAllUsers() throws Exception {
    ok("start");
    Path bob = folder.resolve("w/bob/internal");
    Files.createDirectories(bob);
    FakeJournal.in(bob).make();
    Files.createDirectories(folder.resolve(".oxydra/users"));
    Files.writeString(folder.resolve(".oxydra/users/bob.conf"), "");
    Files.writeString(folder.resolve(".oxydra/users/carol.conf"), "");
    ok("doctor");
    assertTrue(runner.out().contains("alice: 1 session, 33 events"), runner::out);
    assertTrue(runner.out().contains("bob: 1 session, 33 events"), runner::out);
    assertFalse(runner.out().contains("carol"), "who has none");

    ok("doctor", "--rebuild");
    assertTrue(runner.out().contains("alice: rebuilt from 1 session"), runner::out);
    assertEquals("serving", Files.readString(internal.resolve("rebuilt")));
    assertEquals("alone", Files.readString(bob.resolve("rebuilt")));

    Files.writeString(bob.resolve("behaviour"), FakeJournal.BROKEN);
    assertEquals(ExitCodes.FAILED, runner.run("doctor"));
    assertTrue(runner.out().contains("bob: page 7 [2J of " + bob), runner::out);
    ok("--user", "alice", "doctor");
    assertFalse(runner.out().contains("bob: "), runner::out);
  }

  private Path journal() {
    return internal.resolve("journal.db");
  }

  private void ok(String... arguments) {
    assertEquals(ExitCodes.OK, runner.run(arguments), () -> runner.out() + runner.err());
  }

  private void failed(String why, String... arguments) {
    assertEquals(ExitCodes.FAILED, runner.run(arguments), () -> runner.out() + runner.err());
    assertTrue(runner.err().contains(why), runner::err);
  }

  private long guest() throws IOException {
    runner.run("status", "--json");
    return dev.oxydra.types.Json.mapper().readTree(runner.out()).at("/guests/0/pid").asLong();
  }

  private void assertNoneLeft() throws IOException {
    assertEquals(List.of(), list(internal.resolve("backups")));
    assertFalse(
        list(folder).stream().anyMatch(file -> file.toString().contains(".part-")),
        "nothing half done is left");
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
