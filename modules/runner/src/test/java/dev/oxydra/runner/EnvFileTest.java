package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {
  @TempDir private Path folder;

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("vars.env"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  @Test
  void everyKindOfLine() throws IOException {
    assertEquals(
        Map.of(
            "PLAIN", "a b # c",
            "EMPTY", "",
            "SINGLE", " \\n\"' ",
            "DOUBLE", " a\n\t\"\\ ",
            "TWICE", "2"),
        EnvFile.read(
            file(
                """
                # a comment
                   # another

                PLAIN= a b # c\s\s
                EMPTY=
                SINGLE=' \\n"' '
                DOUBLE=" a\\n\\t\\"\\\\ "
                TWICE=1
                TWICE=2
                """,
                "rw-------")));
  }

  @Test
  void allThatIsWrongIsSaidWithItsPlace() throws IOException {
    Path file = file("A=1\nno\n1A=2\nB=\"x\nC=\"a\\q\"\nD=\"a\"b\"\nE=\"x\\\"\n", "rw-------");
    String said =
        String.valueOf(assertThrows(RunnerException.class, () -> EnvFile.read(file)).getMessage());
    for (int line : new int[] {2, 3, 4, 5, 6, 7}) {
      assertTrue(said.contains(file + ":" + line + ": "), said);
    }
    assertTrue(!said.contains(file + ":1: "), said);
  }

  @Test
  void oneThatOthersMayReadIsRefused() throws IOException {
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Path file = file("A=1\n", mode);
      RunnerException refused = assertThrows(RunnerException.class, () -> EnvFile.read(file));
      assertTrue(String.valueOf(refused.getMessage()).contains("chmod 600"), refused.getMessage());
    }
  }

  @Test
  void oneThatIsNotThereOrNoTextIsSaid() throws IOException {
    assertThrows(RunnerException.class, () -> EnvFile.read(folder.resolve("none")));
    Path file = file("", "rw-------");
    Files.write(file, new byte[] {'A', '=', -1});
    RunnerException refused = assertThrows(RunnerException.class, () -> EnvFile.read(file));
    assertTrue(String.valueOf(refused.getMessage()).contains("UTF-8"), refused.getMessage());
  }
}
