package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Persona;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PersonaFilesTest {
  @TempDir private Path near;
  @TempDir private Path far;
  private final List<String> reasons = new ArrayList<>();

  private Persona read() {
    return new PersonaFiles(List.of(near, far)).read(reasons::add);
  }

  @Test
  void theNearestOfEachCountsAsItIsNow() throws IOException {
    assertEquals(Persona.NONE, read());
    Files.writeString(far.resolve("SYSTEM.md"), "Be brief.");
    Files.writeString(far.resolve("SOUL.md"), "You are calm.");
    assertEquals(new Persona("Be brief.", "You are calm."), read());
    Files.writeString(near.resolve("SOUL.md"), "Du bist fröhlich.");
    assertEquals(new Persona("Be brief.", "Du bist fröhlich."), read());
    assertEquals(List.of(), reasons);
  }

  @Test
  void whatCanNotBeUsedIsSaid() throws IOException {
    Files.writeString(far.resolve("SYSTEM.md"), "x".repeat((64 << 10) + 1));
    Files.write(near.resolve("SOUL.md"), new byte[] {(byte) 0xff});
    assertEquals(Persona.NONE, read());
    assertEquals(2, reasons.size());
    assertTrue(reasons.getFirst().contains("65,536 bytes"), reasons.toString());
    assertTrue(reasons.getLast().contains("no text in UTF-8"), reasons.toString());
    Files.delete(near.resolve("SOUL.md"));
    Files.createDirectory(near.resolve("SOUL.md"));
    assertEquals(Persona.NONE, read());
    assertTrue(reasons.getLast().contains("must be a file"), reasons.toString());
  }
}
