package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo.Modalities;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ToolSpec;
import java.util.List;

/**
 * Our requests as <a href="https://ai.google.dev/api/generate-content">generateContent</a> takes
 * them.
 */
final class GeminiRequests {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private GeminiRequests() {}

  /**
   * A request.
   *
   * @param files takes those of its messages
   */
  static ObjectNode of(ModelRequest request, Inlined files) {
    ObjectNode body = JSON.objectNode();
    if (!request.system().isBlank()) {
      ObjectNode text = JSON.objectNode().put("text", request.system());
      body.putObject("systemInstruction").putArray("parts").add(text);
    }
    body.set("contents", new Contents(request, files).array());
    if (!request.tools().isEmpty()) {
      body.putArray("tools").addObject().set("functionDeclarations", tools(request.tools()));
    }
    ObjectNode generation = generation(request);
    if (!generation.isEmpty()) {
      body.set("generationConfig", generation);
    }
    return body;
  }

  private static JsonNode tools(List<ToolSpec> specs) {
    ArrayNode declarations = JSON.arrayNode();
    for (ToolSpec spec : specs) {
      declarations
          .addObject()
          .put("name", spec.name())
          .put("description", spec.description())
          .set("parametersJsonSchema", spec.inputSchema());
    }
    return declarations;
  }

  private static ObjectNode generation(ModelRequest request) {
    ObjectNode generation = JSON.objectNode();
    Long limit = request.options().maxOutputTokens();
    if (limit != null) {
      generation.put("maxOutputTokens", limit);
    }
    ObjectNode thinking = Thinking.config(request);
    if (!thinking.isEmpty()) {
      generation.set("thinkingConfig", thinking);
    }
    Modalities modalities = request.options().info().modalities();
    if (modalities != null && modalities.output().contains(Modality.IMAGE)) {
      generation.putArray("responseModalities").add("TEXT").add("IMAGE");
    }
    return generation;
  }
}
