package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolSpec;
import java.util.Objects;

/**
 * A tool as its server defines it.
 *
 * @param server the server's name
 * @param tool the server's own name for it
 * @param spec what the model is told
 * @param size how much of a request it takes, in characters
 */
record Definition(String server, String tool, ToolSpec spec, int size) {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_DESCRIPTION = 4096;
  private static final int LARGEST_SCHEMA = 64 << 10;

  /** How much of the hash is compared, in hexadecimal digits. */
  private static final int REVISION = 16;

  /** A definition can't be used; the message says why. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Reads what a server says.
   *
   * @param names makes the name that the model calls it with
   * @param tier what the configuration says of all its tools: hints of the server don't count
   */
  static Definition read(String server, JsonNode said, ToolNames names, SafetyTier tier)
      throws UnusableException {
    String tool = said.path("name").asText();
    if (!said.path("name").isTextual() || tool.isBlank() || tool.length() > LONGEST_NAME) {
      throw new UnusableException("a tool without a name, or with one that is too long");
    }
    ObjectNode schema = schema(tool, said.path("inputSchema"));
    String description = description(said);
    String revision =
        ToolNames.hash(String.join("\n", server, tool, Json.write(schema), description), REVISION);
    ToolSpec spec =
        new ToolSpec(
            names.of(server, tool),
            "A tool of the MCP server '%s', in its own words: %s".formatted(server, description),
            schema,
            tier,
            revision);
    int size = spec.name().length() + spec.description().length() + Json.write(schema).length();
    return new Definition(server, tool, spec, size);
  }

  private static ObjectNode schema(String tool, JsonNode said) throws UnusableException {
    String name = Session.shown(tool);
    if (!(said instanceof ObjectNode schema) || !schema.path("type").asText().equals("object")) {
      throw new UnusableException(name + ": its schema is not one of an object");
    }
    JsonNode properties = schema.path("properties");
    JsonNode required = schema.path("required");
    boolean broken =
        !(properties.isMissingNode() || properties.isObject())
            || !(required.isMissingNode() || required.isArray());
    if (broken) {
      throw new UnusableException(name + ": its schema is broken");
    }
    if (Json.write(schema).length() > LARGEST_SCHEMA) {
      throw new UnusableException(name + ": its schema is larger than 64 KiB");
    }
    // Some models refuse an object without them.
    return properties.isMissingNode()
        ? schema.deepCopy().set("properties", schema.objectNode())
        : schema;
  }

  private static String description(JsonNode said) {
    String text = said.path("description").asText("");
    if (text.isBlank()) {
      text = said.path("title").asText("");
    }
    return text.length() <= LONGEST_DESCRIPTION
        ? text
        : text.substring(0, LONGEST_DESCRIPTION) + " [cut off]";
  }

  /** Whether it is another one than that, though it has its name. */
  boolean differsFrom(Definition other) {
    return !Objects.equals(spec.revision(), other.spec.revision());
  }
}
