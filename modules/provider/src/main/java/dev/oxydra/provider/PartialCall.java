package dev.oxydra.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Uuid7;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One tool call of an answer, as far as it has come. */
public final class PartialCall {
  /** More calls than this in one answer are taken for nonsense. */
  public static final int MAX_CALLS = 128;

  private static final String OUR_ID = "call_";
  private static final Pattern OURS =
      Pattern.compile(OUR_ID + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final int ordinal;
  private final Consumer<StreamEvent> sink;
  private final StringBuilder arguments = new StringBuilder();
  private @Nullable String id;
  private @Nullable String name;

  /**
   * @param ordinal which of the answer's calls, from 0
   * @param sink is told of each fragment
   * @throws MalformedAnswerException when there are too many
   */
  public PartialCall(int ordinal, Consumer<StreamEvent> sink) throws MalformedAnswerException {
    if (ordinal >= MAX_CALLS) {
      throw new MalformedAnswerException("called more than " + MAX_CALLS + " tools at once");
    }
    this.ordinal = ordinal;
    this.sink = sink;
  }

  /** The call's id; null until it is known. */
  public @Nullable String id() {
    return id;
  }

  /** Takes one fragment; what is null or empty in it is not known yet, or known already. */
  public void add(@Nullable String newId, @Nullable String newName, String moreArguments) {
    id = known(id, newId);
    name = known(name, newName);
    arguments.append(moreArguments);
    sink.accept(new StreamEvent.ToolCallDelta(ordinal, id, name, moreArguments));
  }

  private static @Nullable String known(@Nullable String before, @Nullable String now) {
    return before != null || now == null || now.isEmpty() ? before : now;
  }

  /** Whether any of its arguments have come. */
  public boolean hasArguments() {
    return !arguments.isEmpty();
  }

  /**
   * The whole call.
   *
   * @throws MalformedAnswerException when it has no name
   */
  public ToolCall complete() throws MalformedAnswerException {
    if (name == null) {
      throw new MalformedAnswerException("called a tool without naming it");
    }
    return new ToolCall(id == null ? OUR_ID + Uuid7.create() : id, name, parse());
  }

  /** Whether an id was made here, because the model gave the call none. */
  public static boolean isOurs(String id) {
    return OURS.matcher(id).matches();
  }

  private JsonNode parse() {
    String text = arguments.toString();
    if (text.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text); // The tool's decoder tells the model.
    }
  }

  /**
   * A call's arguments as they go back to a model. What it sent that is no JSON object goes back
   * inside of one: several servers refuse a conversation with anything else in it, for good.
   */
  public static JsonNode replayed(JsonNode arguments) {
    return arguments.isObject()
        ? arguments
        : JsonNodeFactory.instance
            .objectNode()
            .put(
                "invalid_arguments",
                arguments.isTextual() ? arguments.asText() : arguments.toString());
  }
}
