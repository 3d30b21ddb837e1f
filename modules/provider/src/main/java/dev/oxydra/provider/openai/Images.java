package dev.oxydra.provider.openai;

import dev.oxydra.provider.RequestBody;
import dev.oxydra.types.Attachment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The images of one request. LangChain4j writes a request's JSON twice and holds it several times,
 * which for a photo takes more heap than a guest has: so it is given short names instead, and what
 * they stand for is put in while the request is sent.
 */
final class Images {
  private final String prefix = "image:" + UUID.randomUUID() + "/";
  private final List<Attachment> images = new ArrayList<>();

  /** A name for an image, a URL that nothing else in the request can contain. */
  String nameOf(Attachment image) {
    images.add(image);
    return prefix + (images.size() - 1) + "/";
  }

  /** The request with the images in it, as data URLs (RFC 2397). */
  RequestBody body(String json) {
    RequestBody body = new RequestBody();
    int from = 0;
    for (int at = json.indexOf(prefix); at >= 0; at = json.indexOf(prefix, from)) {
      int number = at + prefix.length();
      int end = json.indexOf('/', number);
      Attachment image = images.get(Integer.parseInt(json, number, end, 10));
      body.text(json.substring(from, at) + "data:" + image.mimeType() + ";base64,");
      body.base64(image.data());
      from = end + 1;
    }
    return body.text(json.substring(from));
  }
}
