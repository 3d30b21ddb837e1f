package dev.oxydra.runner.skills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The digests of the skills that were added to a folder, and where they came from: {@code
 * skills.lock} in it.
 *
 * @param file where they are
 */
record SkillPins(Path file) {
  static final String NAME = "skills.lock";

  static SkillPins in(Path layer) {
    return new SkillPins(layer.resolve(NAME));
  }

  /** By name; what can't be read is a problem, and pins nothing. */
  Map<String, String> digests(List<SkillLayers.Problem> problems) {
    Map<String, String> digests = new HashMap<>();
    try {
      for (Map.Entry<String, JsonNode> pin : read().properties()) {
        digests.put(pin.getKey(), pin.getValue().path("digest").asText());
      }
    } catch (IOException e) {
      problems.add(new SkillLayers.Problem(file, "It can't be read: " + e.getMessage()));
    }
    return digests;
  }

  private ObjectNode read() throws IOException {
    try {
      return Json.mapper().readTree(Files.readAllBytes(file)) instanceof ObjectNode pins
          ? pins
          : Json.mapper().createObjectNode();
    } catch (NoSuchFileException e) {
      return Json.mapper().createObjectNode();
    }
  }

  /** Notes one, in place of an older one of its name. */
  void put(String name, String digest, String source) throws IOException {
    ObjectNode pins = read();
    pins.putObject(name).put("digest", digest).put("source", source);
    write(pins);
  }

  void remove(String name) throws IOException {
    ObjectNode pins = read();
    if (pins.remove(name) != null) {
      write(pins);
    }
  }

  private void write(ObjectNode pins) throws IOException {
    Path written = file.resolveSibling(NAME + ".new");
    Files.write(written, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(pins));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
