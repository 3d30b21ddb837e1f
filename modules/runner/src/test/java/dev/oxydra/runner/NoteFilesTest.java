package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.MemoryStore.Note;
import dev.oxydra.types.NoteEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notes as Markdown files: written, edited by people, read again. */
class NoteFilesTest {
  private static final String ID = "019a8b7c-1111-7000-8000-0000deadbeef";
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  private static Note note(String id, String text, String... tags) {
    return new Note(
        id,
        text,
        List.of(tags),
        null,
        List.of(),
        new NoteEvent.Origin(null, null, "user"),
        THEN,
        THEN);
  }

  @Test
  void aNoteIsReadable() throws Exception {
    String file = NoteFile.write(note(ID, "Alice drinks tea.\n\nGreen tea.", "drinks", "home: a"));
    assertEquals(
        """
        ---
        id: 019a8b7c-1111-7000-8000-0000deadbeef
        tags: [drinks, 'home: a']
        source: user
        created_at: 2026-01-02T03:04:05Z
        updated_at: 2026-01-02T03:04:05Z
        ---

        Alice drinks tea.

        Green tea.
        """,
        file);
    NoteFile read = NoteFile.read(file);
    assertEquals(ID, read.id());
    assertEquals(List.of("drinks", "home: a"), read.tags());
    assertEquals("user", read.source());
    assertEquals(THEN, read.createdAt());
    assertEquals("Alice drinks tea.\n\nGreen tea.", read.text());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "ab: -[]{}#&*!|>'\"%@`,?\n\t~äß漢😀---0yes=\\";
    int[] points = alphabet.codePoints().toArray();
    for (int i = 0; i < 500; i++) {
      String text = "x" + text(random, points, 40) + "x";
      String tag = text(random, points, 8).replace("\n", "").strip();
      String id = tag.isEmpty() ? ID : "n" + i;
      NoteFile read = NoteFile.read(NoteFile.write(note(id, text, tag.isEmpty() ? "t" : tag)));
      assertEquals(text, read.text(), "seed " + seed);
      assertEquals(List.of(tag.isEmpty() ? "t" : tag), read.tags(), "seed " + seed);
      assertEquals(id, read.id(), "seed " + seed);
    }
  }

  private static String text(Random random, int[] points, int longest) {
    return random
        .ints(random.nextInt(longest), 0, points.length)
        .mapToObj(i -> Character.toString(points[i]))
        .collect(Collectors.joining());
  }

  @Test
  void peopleWriteAsTheyLike() throws Exception {
    NoteFile plain = NoteFile.read("Just a thought\n");
    assertEquals("Just a thought", plain.text());
    assertNull(plain.id());
    assertNull(plain.tags());
    NoteFile windows =
        NoteFile.read("\uFEFF---\r\ntags:\r\n  - no\r\n  - 2024\r\n---\r\nA\r\nB\r\n");
    assertEquals(List.of("no", "2024"), windows.tags());
    assertEquals("A\nB", windows.text());
    assertEquals(List.of(), NoteFile.read("---\ntags:\n---\nx").tags());
    assertEquals("x", NoteFile.read("---\n---\nx").text());
    assertEquals("x\n---\ny", NoteFile.read("---\nid: a\n---\nx\n---\ny\n").text());
  }

  @ParameterizedTest
  @CsvSource({
    "1, '---\ntags: [a]\nno end'",
    "4, '---\nid: a\ntags: [a\n---\nx'",
    "2, '---\n- a\n---\nx'",
    "2, '---\ntags: {a: b}\n---\nx'",
    "2, '---\nid: [a]\n---\nx'",
    "2, '---\ncreated_at: yesterday\n---\nx'",
    "3, '---\nid: a\nid: b\n---\nx'",
    "4, '---\nid: a\n---\n \n'",
    "1, ' \n'",
  })
  void whatIsWrongIsToldWithItsLine(int line, String file) {
    NoteFile.MalformedException wrong =
        assertThrows(NoteFile.MalformedException.class, () -> NoteFile.read(file));
    assertEquals(line, wrong.line(), wrong::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "'Alice drinks green tea, and coffee too', alice-drinks-green-tea-and-coffee-deadbeef.md",
    "'../../etc/passwd', etc-passwd-deadbeef.md",
    "'漢字 Ünï', 漢字-ünï-deadbeef.md",
    "'!!!', note-deadbeef.md",
    "'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk', note-deadbeef.md",
  })
  void namesAreReadable(String text, String name) {
    assertEquals(name, NoteFolder.name(note(ID, text), 8));
  }

  @Test
  void aFolderKeepsItsFilesNames() throws Exception {
    NoteFolder notes = new NoteFolder(folder);
    notes.write(List.of(note(ID, "first words"), note(ID.replace("beef", "feed"), "other")));
    Path file = folder.resolve("first-words-deadbeef.md");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.writeString(folder.resolve("mine.md"), "by hand");
    Files.writeString(folder.resolve("other.txt"), "no note");
    notes.write(List.of(note(ID, "second thoughts"), note("deadbeef", "second thoughts")));
    assertTrue(Files.readString(file).endsWith("\n\nsecond thoughts\n"));
    assertEquals("by hand", Files.readString(folder.resolve("mine.md")));
    assertEquals(4, notes.read().notes().size());
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(5, all.count(), "nothing half done is left");
    }
  }

  @Test
  void filesThatAreNoNotesAreNamedAndTheOthersRead() throws IOException {
    Files.writeString(folder.resolve("a.md"), "---\nid: x\n---\nfine");
    Files.writeString(folder.resolve("b.md"), "---\nid: x\n---\na copy");
    Files.write(folder.resolve("c.md"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(folder.resolve("d.md"), "---\ntags: [\n---\nx");
    Files.createDirectory(folder.resolve("e.md"));
    Files.writeString(folder.resolve(".hidden.md"), "hidden");
    Files.writeString(folder.resolve("f.md"), "x".repeat(2 << 20));
    NoteFolder.Contents contents = new NoteFolder(folder).read();
    assertEquals(1, contents.notes().size());
    String refused = String.join("\n", contents.refused());
    assertTrue(refused.contains("b.md:2: it has the id of a.md"), refused);
    assertTrue(refused.contains("c.md:1: it is not UTF-8"), refused);
    assertTrue(refused.contains("d.md:"), refused);
    assertTrue(refused.contains("f.md: it can't be read: it is longer"), refused);
    assertFalse(refused.contains("hidden"), refused);
  }
}
