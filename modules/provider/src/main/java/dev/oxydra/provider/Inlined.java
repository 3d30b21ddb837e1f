package dev.oxydra.provider;

import dev.oxydra.types.Attachment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The files of one request. Its JSON is written with short names in place of them, and what these
 * stand for is put in while the request is sent: a photo would else be held several times, which
 * takes more heap than a guest has.
 */
public final class Inlined {
  private final String prefix = "inlined:" + UUID.randomUUID() + "/";
  private final List<Part> parts = new ArrayList<>();

  private record Part(String before, Attachment file) {}

  /** A name for a file as a data URL (RFC 2397), which nothing else in the request can contain. */
  public String dataUrl(Attachment file) {
    return name("data:" + file.mimeType() + ";base64,", file);
  }

  /** A name for a file's bytes in base64 alone. */
  public String base64(Attachment file) {
    return name("", file);
  }

  private String name(String before, Attachment file) {
    parts.add(new Part(before, file));
    return prefix + (parts.size() - 1) + "/";
  }

  /** The request with the files in it. */
  public RequestBody body(String json) {
    RequestBody body = new RequestBody();
    int from = 0;
    for (int at = json.indexOf(prefix); at >= 0; at = json.indexOf(prefix, from)) {
      int number = at + prefix.length();
      int end = json.indexOf('/', number);
      Part part = parts.get(Integer.parseInt(json, number, end, 10));
      body.text(json.substring(from, at) + part.before());
      body.base64(part.file().data());
      from = end + 1;
    }
    return body.text(json.substring(from));
  }
}
