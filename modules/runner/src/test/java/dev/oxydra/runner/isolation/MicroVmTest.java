package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine is told, without one; with real ones the end-to-end tests are. */
class MicroVmTest {
  private static final long MEBI = 1L << 20;

  @TempDir Path folder;
  private Path images;
  private Path distribution;

  @BeforeEach
  void install() throws IOException {
    images = Files.createDirectory(folder.resolve("vm images"));
    distribution = Files.createDirectory(folder.resolve("dist"));
    Files.createDirectories(distribution.resolve("lib"));
    Files.createDirectories(distribution.resolve("images"));
    Files.writeString(distribution.resolve("images/micro-vm"), "script");
    Files.writeString(distribution.resolve("images/micro-vm-init"), "init");
    Files.writeString(distribution.resolve("lib/guest.classpath"), "oxydra-b.jar\nnetty.jar\n");
    Files.writeString(
        distribution.resolve("lib/shell-daemon.classpath"), "oxydra-a.jar\noxydra-b.jar\n");
    for (String jar : List.of("oxydra-a", "oxydra-b", "oxydra-runner", "netty")) {
      Files.writeString(distribution.resolve("lib/" + jar + ".jar"), jar);
    }
    for (String file : List.of("vmlinux", "initramfs", "root.img")) {
      Files.writeString(images.resolve(file), file);
    }
    label("oxydra-a", "oxydra-b", "script", "init");
  }

  private void label(String... parts) throws IOException {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("", parts).getBytes(StandardCharsets.UTF_8));
      Files.writeString(
          images.resolve("label"), HexFormat.of().formatHex(digest).substring(0, 16) + "\n");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private LaunchSpec spec() {
    return new LaunchSpec(
        new ProgramName("0123456789ab", "alice", "guest"),
        List.of(distribution + "/runtime/bin/java", "-cp", distribution + "/lib/x.jar:it's"),
        List.of(),
        List.of(
            Mount.readWrite(folder.resolve("shared"), "/shared"),
            Mount.readOnly(folder.resolve("vault"), "/vault")),
        List.of(
            new SocketLink(folder.resolve("ipc/gateway.sock"), "/run/sockets/gateway.sock", true),
            new SocketLink(folder.resolve("ipc/broker.sock"), "/run/sockets/broker.sock", false)),
        new ResourceLimits(256 * MEBI, 150, 64, 16 * MEBI),
        Map.of("TZ", "UTC"),
        "input".getBytes(StandardCharsets.UTF_8),
        folder.resolve("log"),
        null,
        folder.resolve("status"),
        false);
  }

  @Test
  void aMachineReachesItsSocketsAndNothingElse() {
    List<String> qemu =
        new QemuArguments(Path.of("/q"), images, false).launch(spec(), Path.of("/s"));
    String network = qemu.get(qemu.indexOf("-netdev") + 1);
    assertTrue(network.startsWith("user,id=net,restrict=on,"), network);
    assertEquals(1, network.split("hostfwd=", -1).length - 1, network);
    assertEquals(1, network.split("guestfwd=", -1).length - 1, network);
    assertTrue(network.contains("hostfwd=tcp:127.0.0.1:5001-10.0.2.15:5001"), network);
    assertTrue(network.endsWith("UNIX-CONNECT:/run/links/1/broker.sock"), network);
    assertTrue(network.contains("-lf/dev/null"), "errors would go into the connection");
    assertEquals(1, qemu.stream().filter("-netdev"::equals).count());
  }

  @Test
  void whatItMayNotWriteIsReadOnlyOutsideOfIt() {
    List<String> qemu =
        new QemuArguments(Path.of("/q"), images, false).launch(spec(), Path.of("/s"));
    List<String> folders =
        qemu.stream().filter(word -> word.startsWith("local,")).map(MicroVmTest::facts).toList();
    assertEquals(
        List.of("/run/vm/launch readonly", "/run/mounts/0", "/run/mounts/1 readonly"), folders);
    assertTrue(qemu.get(qemu.indexOf("-drive") + 1).endsWith("readonly=on"), qemu::toString);
    assertTrue(qemu.containsAll(List.of("-m", "384M", "-smp")), qemu::toString);
  }

  private static String facts(String folder) {
    return folder.replaceAll(".*path=([^,]*).*", "$1")
        + (folder.contains("readonly=on") ? " readonly" : "");
  }

  @Test
  void translationIsOnlyUsedWhereItIsAsked() {
    assertTrue(new QemuArguments(Path.of("/q"), images, true).probe().contains("kvm"));
    List<String> translated = new QemuArguments(Path.of("/q"), images, false).probe();
    assertFalse(translated.contains("kvm"), translated::toString);
    assertTrue(
        translated.stream().anyMatch(word -> word.contains("tsc_early_khz=")),
        translated::toString);
  }

  @Test
  void aMachineIsToldWhatToRunAndLeavesNothing() throws Exception {
    MicroVmFolder told = MicroVmFolder.of(folder.resolve("status"));
    Files.createDirectory(folder.resolve("ipc"));
    told.write(spec(), InsideImage.command(spec(), distribution));
    Path carried = Files.writeString(folder.resolve("ipc/gateway.sock"), "");
    told.write(spec(), InsideImage.command(spec(), distribution));
    assertFalse(Files.exists(carried), "made anew");
    Path launch = told.path().resolve("launch");
    assertEquals(
        "exec /usr/bin/env -i 'TZ=UTC' '/opt/oxydra/runtime/bin/java' '-cp' '/opt/oxydra/lib/x.jar:it'\\''s'\n",
        Files.readString(launch.resolve("program")));
    assertEquals("input", Files.readString(launch.resolve("input")));
    assertEquals(
        List.of(
            "mount_9p mount0 '/shared' rw",
            "mount_9p mount1 '/vault' ro",
            "listener 5001 '/run/sockets/gateway.sock'",
            "outlet 10.0.2.101:5002 '/run/sockets/broker.sock'"),
        Files.readAllLines(launch.resolve("setup")));
    assertTrue(
        Files.readString(launch.resolve("limits"))
            .endsWith("processes=64 memory=268435456 file_blocks=32768\n"));
    Files.writeString(carried, "");
    told.remove();
    assertFalse(Files.exists(told.path()));
    assertFalse(Files.exists(carried));
  }

  @Test
  void whatMachinesLeftIsRemovedButForTheKept() throws Exception {
    Files.createDirectory(folder.resolve("ipc"));
    MicroVmFolder left = MicroVmFolder.of(folder.resolve("left.status"));
    left.write(spec(), List.of("/x"));
    Path kept = folder.resolve("kept.status");
    MicroVmFolder.of(kept).write(spec(), List.of("/x"));
    Trace trace = new Trace(MicroVmTier.NAME, 1, "", new SandboxNote(true, kept).text());
    MicroVmFolder.removeOthers(folder, List.of(trace));
    assertFalse(Files.exists(left.path()));
    assertTrue(Files.exists(MicroVmFolder.of(kept).path()));
  }

  /** Who waits for a machine's end and who stops it. */
  @Test
  void twoRemoveItAtTheSameTime() throws Exception {
    Files.createDirectory(folder.resolve("ipc"));
    MicroVmFolder told = MicroVmFolder.of(folder.resolve("status"));
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 200; i++) {
        told.write(spec(), List.of("/x"));
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Path> removal =
            () -> {
              start.await(10, TimeUnit.SECONDS);
              told.remove();
              return told.path();
            };
        for (Future<Path> removed : both.invokeAll(List.of(removal, removal))) {
          assertFalse(Files.exists(removed.get()));
        }
      }
    }
  }

  @Test
  void whoGetsOutOfAMachineDoesNotSayWhatIsRemoved() throws Exception {
    MicroVmFolder told = MicroVmFolder.of(folder.resolve("status"));
    Files.createDirectory(folder.resolve("ipc"));
    told.write(spec(), List.of("/x"));
    Path mine = Files.writeString(folder.resolve("mine"), "memory");
    Files.writeString(told.path().resolve("sockets"), mine + "\n");
    Files.createSymbolicLink(told.path().resolve("exit"), mine);
    assertFalse(told.saysOutOfMemory());
    told.remove();
    assertTrue(Files.exists(mine));
    try (Stream<Path> notes = Files.list(folder)) {
      assertFalse(notes.anyMatch(note -> note.toString().contains("status")), "a note is left");
    }
  }

  @Test
  void imagesFitTheProgramsThatAreInThem() throws Exception {
    assertEquals(Optional.empty(), MicroVmImages.problem(images, distribution));
    Files.writeString(distribution.resolve("lib/oxydra-runner.jar"), "changed");
    assertEquals(Optional.empty(), MicroVmImages.problem(images, distribution));
    Files.writeString(distribution.resolve("lib/oxydra-a.jar"), "changed");
    String problem = MicroVmImages.problem(images, distribution).orElseThrow();
    assertTrue(problem.contains("of another version"), problem);
    assertTrue(problem.contains("runner images build --micro-vm"), problem);
  }

  @Test
  void imagesThatCanNotBeUsedAreNamed() throws Exception {
    Files.delete(images.resolve("root.img"));
    String missing = MicroVmImages.problem(images, distribution).orElseThrow();
    assertTrue(missing.contains("root.img is missing"), missing);
    String comma = MicroVmImages.problem(folder.resolve("a,b"), distribution).orElseThrow();
    assertTrue(comma.contains("comma"), comma);
  }

  @Test
  void theClocksRateIsTheProcessors() {
    assertEquals(2_899_998, ClockRate.ofProcessors("processor\t: 0\ncpu MHz\t\t: 2899.998\n"));
    assertEquals(2_500_000, ClockRate.ofProcessors("processor\t: 0\n"));
  }
}
