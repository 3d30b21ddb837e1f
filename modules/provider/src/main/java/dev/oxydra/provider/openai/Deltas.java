package dev.oxydra.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.types.Attachment;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pieces in one delta, under the names that the servers of this protocol have for them. */
final class Deltas {
  private static final Pattern DATA_URL =
      Pattern.compile("data:(image/[A-Za-z0-9.+-]{1,100})(?:;[^;,]{1,100}){0,9};base64,");

  private Deltas() {}

  /**
   * What the model thinks: {@code reasoning_content} (DeepSeek, llama.cpp and most), {@code
   * reasoning} (Ollama, vLLM, OpenRouter), OpenRouter's {@code reasoning_details} or Mistral's
   * parts. A server that uses several of them repeats itself.
   */
  static String thought(JsonNode delta) {
    for (String field : List.of("reasoning_content", "reasoning")) {
      if (!text(delta, field).isEmpty()) {
        return text(delta, field);
      }
    }
    StringBuilder thought = new StringBuilder();
    for (JsonNode detail : delta.path("reasoning_details")) {
      thought.append(text(detail, "text")).append(text(detail, "summary"));
    }
    if (delta.path("content").isArray()) {
      for (JsonNode part : delta.path("content")) {
        part.path("thinking").forEach(piece -> thought.append(text(piece, "text")));
      }
    }
    return thought.toString();
  }

  /** What it says; OpenAI has another field for that it won't say something. */
  static String text(JsonNode delta) {
    StringBuilder text = new StringBuilder(text(delta, "content"));
    if (delta.path("content").isArray()) {
      delta.path("content").forEach(part -> text.append(text(part, "text")));
    }
    return text.append(text(delta, "refusal")).toString();
  }

  private static String text(JsonNode object, String field) {
    return object.path(field).isTextual() ? object.path(field).asText() : "";
  }

  /** The images it made, as OpenRouter and LiteLLM send them. Those that are elsewhere are lost. */
  static List<Attachment> images(JsonNode delta) throws MalformedAnswerException {
    List<Attachment> images = new ArrayList<>();
    for (JsonNode image : delta.path("images")) {
      String url = image.path("image_url").path("url").asText("");
      Matcher start = DATA_URL.matcher(url);
      if (start.lookingAt()) {
        images.add(new Attachment(start.group(1), bytes(url.substring(start.end()))));
      }
    }
    return images;
  }

  private static byte[] bytes(String base64) throws MalformedAnswerException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException("sent an image that is not base64");
    }
  }
}
