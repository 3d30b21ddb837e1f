package dev.oxydra.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryStore.ImportReport;
import dev.oxydra.types.MemoryStore.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Has a guest take a folder of Markdown files, which a person may have edited. */
final class FolderImport {
  /** How long a part is that is sent at once, in characters. */
  private static final int PART = 1 << 20;

  private static final int HEAD = 60;
  private static final Pattern LINE = Pattern.compile("Line (\\d{1,6}): (.*)", Pattern.DOTALL);

  private final Invocation invocation;
  private final GuestMemory memory;
  private final Path folder;
  private final List<String> refused = new ArrayList<>();

  /** The notes that a file has. */
  private final Set<String> there = new HashSet<>();

  private int saved;
  private int changed;
  private int unchanged;

  FolderImport(Invocation invocation, GuestMemory memory, Path folder) {
    this.invocation = invocation;
    this.memory = memory;
    this.folder = folder;
  }

  /** Gives the exit code. */
  int run() throws IOException {
    NoteFolder.Contents contents = new NoteFolder(folder).read();
    refused.addAll(contents.refused());
    List<Note> before = memory.notes();
    take(contents, before);
    int code = MemoryImport.tell(invocation, new ImportReport(saved, changed, unchanged, refused));
    return invocation.has("--delete-missing") ? deleteMissing(contents, before, code) : code;
  }

  private void take(NoteFolder.Contents contents, List<Note> before) {
    Map<String, Note> known =
        before.stream().collect(Collectors.toMap(Note::id, Function.identity(), (a, b) -> a));
    StringBuilder part = new StringBuilder();
    List<Path> files = new ArrayList<>();
    contents
        .notes()
        .forEach((file, note) -> {
          Note same = same(note, known, before);
          if (same != null) {
            there.add(same.id());
            unchanged++;
            return;
          }
          if (note.id() != null) {
            there.add(note.id());
          }
          part.append(line(note, known.get(note.id()))).append('\n');
          files.add(file);
          if (part.length() > PART) {
            send(part, files);
          }
        });
    send(part, files);
  }

  /** The note that says what the file says; one without an id may have been taken before. */
  private @Nullable Note same(NoteFile file, Map<String, Note> known, List<Note> all) {
    return file.id() == null
        ? all.stream()
            .filter(note -> !there.contains(note.id()) && isSame(file, note))
            .findFirst()
            .orElse(null)
        : known.containsKey(file.id()) && isSame(file, known.get(file.id()))
            ? known.get(file.id())
            : null;
  }

  private static boolean isSame(NoteFile file, Note note) {
    boolean tags =
        file.tags() == null
            ? file.id() != null || note.tags().isEmpty()
            : file.tags().equals(note.tags());
    return tags && file.text().strip().equals(note.text().strip());
  }

  private static String line(NoteFile file, @Nullable Note before) {
    ObjectNode json =
        before == null ? Json.mapper().createObjectNode() : Json.mapper().valueToTree(before);
    json.remove("updated_at");
    json.put("text", file.text());
    if (file.tags() != null) {
      json.set("tags", Json.mapper().valueToTree(file.tags()));
    }
    if (before == null) {
      if (file.id() != null) {
        json.put("id", file.id());
      }
      if (file.createdAt() != null) {
        json.put("created_at", file.createdAt().toString());
      }
      if (file.supersedes() != null) {
        json.put("supersedes", file.supersedes());
      }
      json.putObject("origin").put("source", file.source() == null ? "import" : file.source());
    }
    return json.toString();
  }

  private void send(StringBuilder part, List<Path> files) {
    if (files.isEmpty()) {
      return;
    }
    ImportReport report = memory.take(GuestMemory.NOTES, 1, part.toString());
    saved += report.saved();
    changed += report.changed();
    unchanged += report.unchanged();
    report.refused().forEach(why -> refused.add(at(why, files)));
    part.setLength(0);
    files.clear();
  }

  /** With the file in place of the line that was made of it. */
  private String at(String why, List<Path> files) {
    Matcher line = LINE.matcher(why);
    int number = line.matches() ? Integer.parseInt(line.group(1)) : 0;
    return number < 1 || number > files.size()
        ? folder + ": " + why
        : files.get(number - 1) + ": " + line.group(2);
  }

  private int deleteMissing(NoteFolder.Contents contents, List<Note> before, int code) {
    if (!contents.refused().isEmpty()) {
      invocation
          .err()
          .println(
              "runner: Nothing was deleted, as files that can't be read may have the notes that seem"
                  + " to be missing.");
      return ExitCodes.FAILED;
    }
    List<Note> after = memory.notes();
    Path merged = merged(contents, after);
    if (merged != null) {
      invocation
          .err()
          .println(
              "runner: Nothing was deleted, as another note says what %s says, and it may be one that seems to be missing."
                  .formatted(merged));
      return ExitCodes.FAILED;
    }
    Set<String> now = after.stream().map(Note::id).collect(Collectors.toSet());
    List<Note> missing =
        before.stream()
            .filter(note -> !there.contains(note.id()) && now.contains(note.id()))
            .toList();
    if (missing.isEmpty()) {
      invocation.out().println("No note is missing.");
      return code;
    }
    invocation.out().println("%d notes have no file any more:".formatted(missing.size()));
    missing.forEach(note ->
        invocation.out().println("  " + note.id() + "  " + Printable.of(note.text(), HEAD)));
    if (!isWanted(missing.size())) {
      invocation.out().println("They stay.");
      return code;
    }
    memory.forget(missing.stream().map(Note::id).toList());
    invocation.out().println("Forgot %d notes.".formatted(missing.size()));
    return code;
  }

  /** A file that has not become a note of its own, as another one says the same. */
  private static @Nullable Path merged(NoteFolder.Contents contents, List<Note> after) {
    return contents.notes().entrySet().stream()
        .filter(file -> after.stream().noneMatch(note -> isKept(file.getValue(), note)))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static boolean isKept(NoteFile file, Note note) {
    return file.id() == null ? isSame(file, note) : file.id().equals(note.id());
  }

  private boolean isWanted(int count) {
    if (invocation.has("--yes")) {
      return true;
    }
    Prompt prompt = new Prompt(invocation.host().in(), invocation.out(), false);
    try {
      return prompt.yes("Forget %d notes for good?".formatted(count), false);
    } catch (Prompt.EndedException e) {
      return false;
    }
  }
}
