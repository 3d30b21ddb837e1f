package dev.oxydra.tools.annotations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One value among those that a model sent, and where it is. Reading goes on after a problem, so
 * that the model is told of all at once; what is read is to be used only when {@link #isValid} at
 * the end.
 */
public final class Argument {
  private static final int HEAD = 200;

  private final JsonNode node;
  private final String pointer;
  private final List<String> problems;
  private final Set<String> known = new LinkedHashSet<>();

  private Argument(JsonNode node, String pointer, List<String> problems) {
    this.node = node;
    this.pointer = pointer;
    this.problems = problems;
  }

  /**
   * All arguments of a call: a JSON object, or a string with what the model sent instead of JSON.
   */
  public static Argument root(JsonNode arguments) {
    Argument root = new Argument(arguments, "", new ArrayList<>());
    if (arguments.isTextual()) {
      root.problem("not JSON; send one JSON object instead of: " + head(arguments.textValue()));
    } else {
      root.isObject();
    }
    return root;
  }

  /** A schema out of the written code. */
  public static JsonNode schema(ObjectMapper mapper, String json) {
    try {
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a JSON Schema: " + json, e);
    }
  }

  /** The value itself. */
  public JsonNode node() {
    return node;
  }

  /** Reads a field that must be there; null after a problem. */
  public <T> @Nullable T required(String name, ArgumentType<T> type) {
    known.add(name);
    return node.isObject() ? type.read(field(name)) : null;
  }

  /** Reads a field that may be absent or null; null then, and after a problem. */
  public <T> @Nullable T optional(String name, ArgumentType<T> type) {
    known.add(name);
    return node.hasNonNull(name) ? type.read(field(name)) : null;
  }

  /** Every field that was not read is a problem. */
  public void noOthers() {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            field(name).problem("unknown; known here: " + String.join(", ", known));
          }
        });
  }

  /** Whether this is an object; a problem if not. */
  public boolean isObject() {
    if (!node.isObject()) {
      expected("an object");
    }
    return node.isObject();
  }

  /**
   * Makes a record of what was read, unless there has been a problem. An {@link
   * IllegalArgumentException} of its constructor is a problem of this argument.
   */
  public <T> @Nullable T build(Supplier<T> constructor) {
    if (!isValid()) {
      return null;
    }
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      return problem(String.valueOf(e.getMessage()));
    }
  }

  /** Whether there has been no problem with any argument of the call. */
  public boolean isValid() {
    return problems.isEmpty();
  }

  /** What the model is told of all problems. */
  public String report(String tool) {
    return "Bad arguments, " + tool + " did nothing:\n" + String.join("\n", problems);
  }

  Argument item(int index) {
    return new Argument(node.get(index), pointer + "/" + index, problems);
  }

  private Argument field(String name) {
    JsonNode value = node.path(name);
    String escaped = name.replace("~", "~0").replace("/", "~1");
    return new Argument(value, pointer + "/" + escaped, problems);
  }

  /** Notes that this is not what it should be, and gives null. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
  <T> @Nullable T expected(String what) {
    return problem(
        node.isMissingNode()
            ? "missing, expected " + what
            : "expected " + what + ", got " + describe());
  }

  /** Notes a problem with this, and gives null. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
  <T> @Nullable T problem(String text) {
    problems.add((pointer.isEmpty() ? "(all arguments)" : pointer) + ": " + text);
    return null;
  }

  private String describe() {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "an array";
      case NULL -> "null";
      case STRING -> "the string \"" + head(node.textValue()) + "\"";
      case BINARY, BOOLEAN, NUMBER, MISSING -> node.asText().toLowerCase(Locale.ROOT);
    };
  }

  private static String head(String text) {
    return text.length() <= HEAD ? text : text.substring(0, HEAD) + "…";
  }
}
