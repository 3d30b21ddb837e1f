package dev.oxydra.tui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The editor that the person likes, as VISUAL or EDITOR say. */
final class TextEditor {
  /** With what it is told to edit; a command line of words, as in a shell. */
  private static final String COMMAND = "exec ${VISUAL:-${EDITOR:-vi}} \"$1\"";

  private TextEditor() {}

  /** Has a text changed in it, which has the terminal for so long. */
  static Input edit(TtyTerminal terminal, String text) {
    try {
      Path folder = Files.createTempDirectory("oxydra-");
      Path file = folder.resolve("message.md");
      try {
        Files.writeString(file, text.isEmpty() ? "" : text + "\n");
        int code =
            terminal.lend(new ProcessBuilder("/bin/sh", "-c", COMMAND, "sh", file.toString()));
        return code == 0
            ? new Input.Edited(PlainText.of(Files.readString(file)).stripTrailing())
            : new Input.Failed(
                "The editor ended with code %d: your message is as it was. VISUAL or EDITOR name it."
                    .formatted(code));
      } finally {
        Files.deleteIfExists(file);
        delete(folder);
      }
    } catch (IOException e) {
      return new Input.Failed(
          "Your message can't be given to an editor: %s. It is as it was."
              .formatted(e.getMessage()));
    }
  }

  /** With the copies that some editors leave. */
  private static void delete(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
