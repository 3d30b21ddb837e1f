package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryStore.Note;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.ParameterException;

/** {@code runner memory export}. */
final class MemoryExport implements Command {
  private static final String CONVERSATIONS = "--conversations";
  private static final String STANDARD_OUTPUT = "-";
  private static final int LONGEST = 500;

  /** How it is written; the names are what is typed. */
  enum Format {
    jsonl,
    markdown
  }

  @Override
  public int run(Invocation invocation) {
    if (isMarkdown(invocation) && invocation.has(CONVERSATIONS)) {
      throw new ParameterException(
          invocation.commandLine(), "Conversations are written as jsonl, notes as markdown too.");
    }
    if (isMarkdown(invocation) && isToOutput(invocation)) {
      throw new ParameterException(
          invocation.commandLine(), "Markdown is written to a folder, a file for each note.");
    }
    GuestMemory memory = GuestMemory.running(invocation).orElse(null);
    if (memory == null) {
      return AttachCommand.notRunning(invocation);
    }
    return export(invocation, memory);
  }

  /** Writes it, where the command line says. */
  static int export(Invocation invocation, GuestMemory memory) {
    Path target = invocation.path();
    try {
      if (isMarkdown(invocation)) {
        return folder(invocation, memory, target);
      }
      if (isToOutput(invocation)) {
        return output(invocation, memory);
      }
      return file(invocation, memory, target);
    } catch (IOException e) {
      throw failed(target, BackupFile.why(e), e);
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      throw failed(target, BackupFile.why(cause), cause);
    }
  }

  private static boolean isMarkdown(Invocation invocation) {
    return invocation.option("--format", Format.jsonl) == Format.markdown;
  }

  private static boolean isToOutput(Invocation invocation) {
    return invocation.given().equals(STANDARD_OUTPUT);
  }

  /** A print writer keeps its failures to itself, until it is asked. */
  private static int output(Invocation invocation, GuestMemory memory) {
    int _ = lines(invocation, memory, invocation.out());
    if (invocation.out().checkError()) {
      throw failed(Path.of(STANDARD_OUTPUT), "the standard output takes no more");
    }
    return ExitCodes.OK;
  }

  private static int folder(Invocation invocation, GuestMemory memory, Path target)
      throws IOException {
    Files.createDirectories(target);
    NoteFolder folder = new NoteFolder(target);
    if (!folder.isEmpty() && !invocation.has("--force")) {
      throw failed(
          target,
          "there is something in that folder. Choose another, or say --force: then files with the"
              + " same notes are replaced");
    }
    List<Note> notes = memory.notes();
    folder.write(notes);
    tell(invocation, notes.size(), "note", target);
    return ExitCodes.OK;
  }

  private static int file(Invocation invocation, GuestMemory memory, Path target)
      throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !invocation.has("--force")) {
      throw failed(target, "there is a file of that name. Choose another, or say --force");
    }
    int[] count = {0};
    PrivateFile.write(target, out -> count[0] = lines(invocation, memory, out));
    tell(invocation, count[0], invocation.has(CONVERSATIONS) ? "message" : "note", target);
    return ExitCodes.OK;
  }

  /** Each is written when it comes; it is one of the guest's, so what is no JSON is no line. */
  private static int lines(Invocation invocation, GuestMemory memory, Writer out) {
    int[] count = {0};
    String path = invocation.has(CONVERSATIONS) ? GuestMemory.CONVERSATIONS : GuestMemory.NOTES;
    memory.lines(
        path,
        line -> {
          try {
            out.write(Json.mapper().readTree(line).toString() + "\n");
            count[0]++;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return count[0];
  }

  private static void tell(Invocation invocation, int count, String what, Path target) {
    invocation
        .out()
        .println("Wrote %d %s%s to %s.".formatted(count, what, count == 1 ? "" : "s", target));
  }

  private static RunnerException failed(Path target, String why) {
    return new RunnerException(Kind.MEMORY, message(target, why));
  }

  private static RunnerException failed(Path target, String why, Exception cause) {
    return new RunnerException(Kind.MEMORY, message(target, why), cause);
  }

  private static String message(Path target, String why) {
    return "The memory can't be written to %s: %s.".formatted(target, Printable.of(why, LONGEST));
  }
}
