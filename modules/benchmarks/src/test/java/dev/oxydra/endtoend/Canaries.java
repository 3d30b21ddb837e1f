package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files where no tool may read or write, with a text that nothing takes for a secret and hides.
 *
 * @param outside a folder of the host beside the configuration
 * @param places folders that hold nothing but canaries
 * @param before what was in them
 */
record Canaries(Path outside, List<Path> places, Map<String, String> before) {
  static final String SONG = "the canary sings of the sea";

  static Canaries in(RunnerUnderTest runner) throws IOException {
    Path outside = runner.folder().resolve("outside");
    List<Path> places =
        List.of(outside, runner.workspace("vault"), runner.workspace("../bob/shared"));
    for (Path place : places) {
      Files.createDirectories(place);
      Files.writeString(place.resolve("key"), SONG + "\n");
      Files.writeString(place.resolve("victim"), SONG + "\n");
      Files.writeString(place.resolve("linked"), "linked\n");
      runner.give(place);
    }
    return new Canaries(outside, places, look(places));
  }

  private static Map<String, String> look(List<Path> places) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    for (Path place : places) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.toList()) {
          seen.put(
              file.toString(),
              Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                  ? Files.readString(file, StandardCharsets.ISO_8859_1)
                      + Files.getLastModifiedTime(file)
                  : Files.readAttributes(file, "unix:mode", LinkOption.NOFOLLOW_LINKS).toString());
        }
      }
    }
    return seen;
  }

  /** Nothing was changed, added or taken away, and nobody was told what is in them. */
  void assertUntouched(List<String> told) throws IOException {
    assertEquals(before, look(places));
    for (String line : told) {
      assertFalse(line.contains(SONG), line);
    }
  }
}
