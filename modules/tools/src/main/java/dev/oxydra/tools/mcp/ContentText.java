package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What servers send, as text: whatever isn't text is named. */
final class ContentText {
  private ContentText() {}

  /** The result of a tool. */
  static String ofResult(JsonNode result) {
    String text = of(result.path("content"));
    JsonNode structured = result.path("structuredContent");
    if (!text.isEmpty()) {
      return text;
    }
    return structured.isMissingNode() || structured.isNull()
        ? "[It answers with nothing]"
        : structured.toPrettyString();
  }

  /** Contents, one or several. */
  static String of(JsonNode contents) {
    if (contents.isObject()) {
      return one(contents);
    }
    List<String> parts = new ArrayList<>();
    contents.forEach(content -> parts.add(one(content)));
    return String.join("\n", parts);
  }

  private static String one(JsonNode content) {
    String type = content.path("type").asText();
    return switch (type) {
      case "text" -> content.path("text").asText();
      case "image", "audio" ->
          "[%s, %s, %s: not shown]"
              .formatted(type, word(content, "mimeType"), size(content.path("data")));
      case "resource" -> resource(content.path("resource"));
      case "resource_link" ->
          "[a resource: %s %s %s]"
              .formatted(word(content, "uri"), word(content, "name"), word(content, "description"));
      default -> "[content of a type that is not known here: %s]".formatted(Session.shown(type));
    };
  }

  /** The contents of a resource. */
  static String resource(JsonNode resource) {
    String head = "[%s %s]".formatted(word(resource, "uri"), word(resource, "mimeType"));
    return resource.path("text").isTextual()
        ? head + "\n" + resource.path("text").asText()
        : head + "\n[%s of bytes: not shown]".formatted(size(resource.path("blob")));
  }

  static String word(JsonNode holder, String field) {
    return Session.shown(holder.path(field).asText());
  }

  /** Of what is written in Base64. */
  private static String size(JsonNode data) {
    return "%d KiB".formatted((data.asText().length() * 3L / 4 + 1023) / 1024);
  }
}
