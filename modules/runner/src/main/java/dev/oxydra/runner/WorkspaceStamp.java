package dev.oxydra.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/**
 * How a workspace is laid out, as its {@code workspace.json} says.
 *
 * @param schema the version of its layout, 1 or more
 * @param oxydra the version of the program that wrote it
 * @param previous the version that it was migrated from and that is still kept; 0 for none
 */
record WorkspaceStamp(int schema, String oxydra, int previous) {
  WorkspaceStamp {
    Objects.requireNonNull(oxydra, "oxydra");
  }

  /** Of this program. */
  static WorkspaceStamp of(int schema, int previous) {
    return new WorkspaceStamp(schema, Version.current(), previous);
  }

  /** Empty where there is none: a workspace that is new, or older than stamps. */
  static Optional<WorkspaceStamp> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json = Json.mapper().readTree(file.toFile());
    if (json.path("schema").asInt() < 1) {
      throw new RunnerException(
          Kind.FILES,
          "%s does not say which version its workspace has: \"schema\" should be a number. Restore the file from a backup."
              .formatted(file));
    }
    return Optional.of(
        new WorkspaceStamp(
            json.path("schema").asInt(),
            json.path("oxydra").asText("unknown"),
            json.path("previous").asInt(0)));
  }

  /** All of it or nothing, whatever happens to the machine. */
  void write(Path file) throws IOException {
    ObjectNode json = Json.mapper().createObjectNode().put("schema", schema).put("oxydra", oxydra);
    if (previous > 0) {
      json.put("previous", previous);
    }
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
