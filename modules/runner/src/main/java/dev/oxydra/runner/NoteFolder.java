package dev.oxydra.runner;

import dev.oxydra.types.MemoryStore.Note;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** A folder with a Markdown file for each note. */
record NoteFolder(Path folder) {
  private static final String SUFFIX = ".md";
  private static final int SLUG_WORDS = 6;
  private static final int SLUG_LENGTH = 40;
  private static final int ID_LENGTH = 8;

  /** More than any note is, in bytes. */
  private static final long LONGEST = 1 << 20;

  /**
   * What the files say.
   *
   * @param notes by file, in the order of their names
   * @param refused why some are no notes, a line each with file and line
   */
  record Contents(SequencedMap<Path, NoteFile> notes, List<String> refused) {}

  /** Reads all files that are not hidden. */
  Contents read() throws IOException {
    SequencedMap<Path, NoteFile> notes = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    Map<String, Path> ids = new HashMap<>();
    for (Path file : files()) {
      try {
        NoteFile note = NoteFile.read(text(file));
        Path other = note.id() == null ? null : ids.putIfAbsent(note.id(), file);
        if (other != null) {
          throw new NoteFile.MalformedException(
              2, "it has the id of " + other.getFileName() + "; a new note has none");
        }
        notes.put(file, note);
      } catch (NoteFile.MalformedException e) {
        refused.add("%s:%d: %s".formatted(file, e.line(), e.getMessage()));
      } catch (CharacterCodingException e) {
        refused.add("%s:1: it is not UTF-8".formatted(file));
      } catch (IOException e) {
        refused.add("%s: it can't be read: %s".formatted(file, BackupFile.why(e)));
      }
    }
    return new Contents(notes, refused);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> isNote(file.getFileName().toString()))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static boolean isNote(String name) {
    return name.endsWith(SUFFIX) && !name.startsWith(".");
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new IOException("it is longer than " + LONGEST + " bytes");
    }
    return Files.readString(file);
  }

  /** Whether there is anything in it. */
  boolean isEmpty() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.findAny().isEmpty();
    }
  }

  /** Writes notes, each in place of the file that has it already. Other files stay. */
  void write(Collection<Note> notes) throws IOException {
    Map<String, Path> known = new HashMap<>();
    read()
        .notes()
        .forEach((file, note) -> {
          if (note.id() != null) {
            known.put(note.id(), file);
          }
        });
    for (Note note : notes) {
      Path file = known.get(note.id());
      PrivateFile.write(file == null ? fresh(note) : file, NoteFile.write(note));
    }
  }

  private Path fresh(Note note) {
    Path file = folder.resolve(name(note, ID_LENGTH));
    return Files.exists(file) ? folder.resolve(name(note, note.id().length())) : file;
  }

  /** Its first words and the end of its id, of which the beginning is only a time. */
  static String name(Note note, int idLength) {
    String id = note.id().replaceAll("[^A-Za-z0-9]", "");
    String end = id.substring(Math.max(0, id.length() - idLength));
    String slug = slug(note.text());
    return (slug.isEmpty() ? "note" : slug) + "-" + end + SUFFIX;
  }

  private static String slug(String text) {
    List<String> words = new ArrayList<>();
    int length = 0;
    String plain = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    for (String word : plain.split("[^\\p{L}\\p{N}]+", -1)) {
      length += word.length() + 1;
      if (words.size() == SLUG_WORDS || length > SLUG_LENGTH) {
        break;
      }
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return String.join("-", words);
  }
}
