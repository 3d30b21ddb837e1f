package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.runner.config.Tier;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox with programs of the system in it. */
@RequiresTool("bwrap")
class BubblewrapTierTest {
  @TempDir private Path folder;

  @Test
  void whatLinksOfAProgramLeadToIsSeen() throws Exception {
    Path settings = Files.createTempDirectory(Path.of("/var/tmp"), "ox");
    try {
      Path file = Files.writeString(settings.resolve("cfg"), "from outside");
      Path program = Files.createDirectories(folder.resolve("program"));
      Files.createSymbolicLink(program.resolve("cfg"), file);
      List<Path> programs =
          Stream.concat(Stream.of(program), LinkTargets.outside(program).stream()).toList();
      assertEquals("from outside", run(programs, "/bin/cat", program.resolve("cfg").toString()));
    } finally {
      Files.deleteIfExists(settings.resolve("cfg"));
      Files.delete(settings);
    }
  }

  @Test
  void aProgramBelowAMountLeavesNoMountPointInIt() throws Exception {
    Path program = Files.createDirectories(folder.resolve("program"));
    Files.writeString(program.resolve("file"), "read");
    assertEquals("read", run(List.of(program), "/bin/cat", program + "/file"));
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aProgramThatEndsAtOnceHasStarted() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      for (int run = 0; run < 10; run++) {
        assertEquals("", fixture.output("/bin/true"));
      }
    }
  }

  /** With a folder mounted at the root of all temporary folders. */
  private String run(List<Path> programs, String... command) throws Exception {
    Path tmp = Files.createDirectories(folder.resolve("tmp"));
    Path notes = Files.createDirectories(folder.resolve("notes"));
    Path log = folder.resolve("log");
    IsolationTier tier =
        BuiltInTiers.choose(Tier.PROCESS, false, Tiers.settings(folder, "/usr/bin:/bin"));
    Launched launched =
        tier.launch(
            new LaunchSpec(
                new ProgramName("0123456789ab", "test", "guest"),
                List.of(command),
                programs,
                List.of(
                    Mount.readWrite(tmp, folder.getRoot().resolve(folder.getName(0)).toString())),
                List.of(),
                new ResourceLimits(1L << 30, 100, 64, 1L << 30),
                Map.of(),
                new byte[0],
                log,
                null,
                notes.resolve("status"),
                false));
    launched.waitFor();
    return Files.readString(log);
  }
}
