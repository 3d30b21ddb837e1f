package dev.oxydra.tui;

import dev.oxydra.types.Attachment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The person's files: those of the workspace, what is attached, what is written out, and the
 * commands of their own. All of it is done beside the one UI thread, which is told the outcome.
 */
final class Desk {
  /** A file that is larger is not attached. */
  private static final long MAX_ATTACHMENT = 10L << 20;

  /** How many files are listed, and how deep folders are looked into. */
  private static final int MAX_FILES = 20_000;

  private static final int MAX_DEPTH = 12;

  /** A command that is larger is not read. */
  private static final long MAX_COMMAND = 256 * 1024;

  private static final String COMMAND_FILE = ".md";

  private final Path workspace;
  private final Path commands;
  private final Consumer<Input> inputs;
  private final Map<String, Path> exports = new HashMap<>();

  /**
   * @param workspace whose files are listed
   * @param commands the folder of the person's own commands; it needs not exist
   */
  Desk(Path workspace, Path commands, Consumer<Input> inputs) {
    this.workspace = workspace;
    this.commands = commands;
    this.inputs = inputs;
  }

  private static void beside(Runnable work) {
    Thread.ofVirtual().name("desk").start(work);
  }

  void listFiles() {
    beside(() -> inputs.accept(new Input.FilesListed(files())));
  }

  private List<String> files() {
    try (Stream<Path> all = Files.walk(workspace, MAX_DEPTH, new FileVisitOption[0])) {
      return all.filter(Files::isRegularFile)
          .limit(MAX_FILES)
          .map(file -> workspace.relativize(file).toString())
          .filter(name -> !name.startsWith(".") && !name.contains("/."))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // it goes on changing while it is looked at; the next @ looks again
    }
  }

  /** Reads the person's own commands. */
  void readCommands() {
    beside(() -> {
      Map<String, String> found = own();
      if (!found.isEmpty()) {
        inputs.accept(new Input.CommandsRead(found));
      }
    });
  }

  private Map<String, String> own() {
    Map<String, String> found = new HashMap<>();
    try (Stream<Path> files = Files.list(commands)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("[a-zA-Z][a-zA-Z0-9_-]*\\.md") && Files.size(file) <= MAX_COMMAND) {
          found.put(
              name.substring(0, name.length() - COMMAND_FILE.length()), Files.readString(file));
        }
      }
    } catch (IOException e) {
      // There are none, or not all can be read: what can is there.
    }
    return found;
  }

  /**
   * Reads a file to be sent.
   *
   * @param path as it was typed or dropped
   * @param otherwise the text that this is if there is no such file; null for a mistake
   */
  void attach(String path, @Nullable String otherwise) {
    beside(() -> inputs.accept(attached(path, otherwise)));
  }

  private static Input attached(String typed, @Nullable String otherwise) {
    Path file = path(typed);
    if (file == null || !Files.isRegularFile(file)) {
      return otherwise == null
          ? new Input.Failed("There is no file " + typed + ".")
          : new Input.Inserted(otherwise);
    }
    String name = Objects.requireNonNull(file.getFileName()).toString();
    try {
      long size = Files.size(file);
      if (size > MAX_ATTACHMENT) {
        return new Input.Failed(
            "%s has %s; a file that is attached may have %s. Put it into the workspace instead."
                .formatted(name, Sizes.bytes(size), Sizes.bytes(MAX_ATTACHMENT)));
      }
      byte[] data = Files.readAllBytes(file);
      String text = text(data);
      return text == null
          ? new Input.Attached(name, new Attachment(type(file), data))
          : new Input.Inserted("File %s:\n%s".formatted(name, text));
    } catch (IOException e) {
      return new Input.Failed("%s can't be read: %s".formatted(name, e.getMessage()));
    }
  }

  /** What terminals make of a file that is dropped: quoted, with backslashes, or an address. */
  private static @Nullable Path path(String typed) {
    String text = typed.strip();
    try {
      if (text.startsWith("file://")) {
        return Path.of(URI.create(text));
      }
      boolean quoted = text.length() > 1 && text.startsWith("'") && text.endsWith("'");
      String plain =
          quoted ? text.substring(1, text.length() - 1) : text.replaceAll("\\\\(.)", "$1");
      return plain.startsWith("~/")
          ? Path.of(System.getProperty("user.home"), plain.substring(2))
          : Path.of(plain);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Null for what is no text. */
  private static @Nullable String text(byte[] data) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String type(Path file) throws IOException {
    return Objects.requireNonNullElse(Files.probeContentType(file), "application/octet-stream");
  }

  /**
   * Writes a part of a session that is exported, in order; the file has its name when it is whole.
   *
   * @param export which one it is a part of
   * @return what is to be said; null for nothing yet
   */
  @Nullable Input write(String export, String name, String text, boolean last) {
    try {
      Path part = exports.get(export);
      if (part == null) {
        part = Files.createTempFile(Path.of(""), "." + name, ".part");
        exports.put(export, part);
      }
      Files.writeString(part, text, StandardOpenOption.APPEND);
      if (last) {
        exports.remove(export);
        Path file = unused(name);
        Files.move(part, file);
        return new Input.Told("Written to " + file.toAbsolutePath());
      }
      return null;
    } catch (IOException e) {
      return new Input.Failed("The session can't be written: " + e.getMessage());
    }
  }

  private static Path unused(String name) {
    int dot = name.lastIndexOf('.');
    Path file = Path.of(name);
    for (int i = 2; Files.exists(file); i++) {
      file = Path.of(name.substring(0, dot) + "-" + i + name.substring(dot));
    }
    return file;
  }
}
