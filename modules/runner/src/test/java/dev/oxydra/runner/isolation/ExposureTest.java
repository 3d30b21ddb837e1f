package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposureTest {
  @TempDir private Path temporary;
  private Path folder;
  private Path program;

  @BeforeEach
  void program() throws IOException {
    folder = temporary.toRealPath();
    program = Files.createDirectories(folder.resolve("program"));
  }

  @Test
  void foldersOfTheirOwnAreFine() {
    assertDoesNotThrow(() -> check(folder.resolve("program-of-mine")));
    assertDoesNotThrow(() -> check(folder.resolve("not/there")));
  }

  @Test
  void whatEverySandboxShowsIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), program);
    Path system = Files.createSymbolicLink(folder.resolve("system"), Path.of("/usr/share"));
    for (Path own :
        List.of(
            Path.of("/usr/local/agents"),
            Path.of("/usr"),
            Path.of("/bin/x"),
            program,
            program.resolve("not/there"),
            folder.resolve("x/../program"),
            link.resolve("x"),
            system.resolve("x"))) {
      String said = refused(own);
      assertTrue(said.contains(own + " lies in /"), said);
      assertTrue(said.contains("workspace_root"), said);
    }
  }

  @Test
  void aFolderThatHoldsTheProgramsIsRefused() {
    assertTrue(refused(folder).contains("holds " + program));
    assertTrue(refused(Path.of("/")).contains("holds " + program));
  }

  @Test
  void linksThatLeadOutOfAProgramAreFoundWhereTheyLeadTo() throws IOException {
    Path settings = Files.createDirectories(folder.resolve("settings"));
    Path file = Files.writeString(settings.resolve("jvm.cfg"), "x");
    Path lib = Files.createDirectories(program.resolve("lib/deep"));
    Files.createSymbolicLink(lib.resolve("jvm.cfg"), file);
    Files.createSymbolicLink(lib.resolve("relative"), Path.of("../../../settings"));
    Files.createSymbolicLink(lib.resolve("own"), program.resolve("lib"));
    Files.createSymbolicLink(lib.resolve("dangling"), folder.resolve("gone"));
    Files.createSymbolicLink(lib.resolve("system"), Path.of("/usr/share"));
    assertEquals(List.of(settings, file), LinkTargets.outside(program));
  }

  private void check(Path own) {
    Exposure.check(List.of(own), List.of(program));
  }

  private String refused(Path own) {
    IsolationException refused = assertThrows(IsolationException.class, () -> check(own));
    assertEquals(IsolationException.Kind.UNSAFE_MOUNT, refused.kind());
    return String.valueOf(refused.getMessage());
  }
}
