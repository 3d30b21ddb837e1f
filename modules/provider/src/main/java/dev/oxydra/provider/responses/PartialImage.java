package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import java.util.Base64;
import java.util.List;

/** A picture that the model drew. */
final class PartialImage extends PartialItem {
  private List<Content> content = List.of();

  PartialImage() {
    super("image_generation_call");
  }

  @Override
  void end(JsonNode item) throws MalformedAnswerException {
    String result = item.path("result").asText("");
    if (result.isEmpty()) {
      return;
    }
    String type = "image/" + item.path("output_format").asText("png");
    try {
      content =
          List.of(
              new Content.Opaque(Conversation.PROTOCOL, PartialItems.kept(item, "id", "status")),
              new Attachment(type, Base64.getDecoder().decode(result)));
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException("sent a picture that is not base64");
    }
  }

  @Override
  List<Content> complete() {
    return content;
  }
}
