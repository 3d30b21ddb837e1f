package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryStore.ImportReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has a guest take a file of JSON lines: of notes, or of messages. It is sent in parts, as a guest
 * has little memory; a session's messages stay together.
 */
final class LinesImport {
  /** How long a part should be, in characters. */
  private static final int PART = 1 << 20;

  private static final String SESSION = "session_id";

  private final GuestMemory memory;
  private final Path file;
  private final StringBuilder part = new StringBuilder();
  private final List<String> refused = new ArrayList<>();
  private int saved;
  private int changed;
  private int unchanged;

  /** The numbers of the part's first line, and of the last that was read. */
  private int first = 1;

  private int number;

  /**
   * What became of it.
   *
   * @param what of what: notes, or sessions
   */
  record Taken(String what, ImportReport report) {}

  LinesImport(GuestMemory memory, Path file) {
    this.memory = memory;
    this.file = file;
  }

  Taken run() throws IOException {
    boolean conversations = conversations();
    String path = conversations ? GuestMemory.CONVERSATIONS : GuestMemory.NOTES;
    String session = "";
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String next = conversations ? session(line, session) : session;
        if (part.length() + line.length() > PART && (!conversations || !next.equals(session))) {
          send(path);
        }
        session = next;
        part.append(line).append('\n');
        number++;
      }
    }
    send(path);
    return new Taken(
        conversations ? "sessions" : "notes", new ImportReport(saved, changed, unchanged, refused));
  }

  private static String session(String line, String otherwise) throws JsonProcessingException {
    return line.isBlank()
        ? otherwise
        : Json.mapper().readTree(line).path(SESSION).asText(otherwise);
  }

  private void send(String path) {
    if (!part.isEmpty()) {
      ImportReport report = memory.take(path, first, part.toString());
      saved += report.saved();
      changed += report.changed();
      unchanged += report.unchanged();
      refused.addAll(report.refused());
      part.setLength(0);
    }
    first = number + 1;
  }

  /**
   * Whether the file is of messages. All of it is looked at before any of it is sent.
   *
   * @throws RunnerException when it is of neither
   */
  private boolean conversations() throws IOException {
    Boolean found = null;
    int line = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        if (!text.isBlank()) {
          boolean message = isMessage(line, text);
          if (found != null && found != message) {
            throw wrong(line, "notes and messages can't be in one file");
          }
          found = message;
        }
      }
    } catch (CharacterCodingException e) {
      throw wrong(line + 1, "it is not UTF-8");
    }
    if (found == null) {
      throw MemoryImport.failed(file, "there is nothing in it");
    }
    return found;
  }

  private boolean isMessage(int line, String text) {
    try {
      JsonNode json = Json.mapper().readTree(text);
      if (json.has(SESSION) && json.has("speaker")) {
        return true;
      }
      if (json.has("text")) {
        return false;
      }
    } catch (JsonProcessingException e) {
      throw wrong(line, "malformed JSON: " + e.getOriginalMessage());
    }
    throw wrong(line, "it is neither a note, with a text, nor a message, with a session_id");
  }

  private RunnerException wrong(int line, String why) {
    return MemoryImport.failed(file, "line " + line + ": " + why);
  }
}
