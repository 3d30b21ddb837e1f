package dev.oxydra.tools.web;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer.
 *
 * @param address where it came from, after all redirects
 * @param body decompressed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
record Page(WebAddress address, ResponseHead head, byte[] body) {
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([^\\s;\"']+)", Pattern.CASE_INSENSITIVE);

  /** Its type without parameters, in lower case; empty where nobody says. */
  String type() {
    return head.header("content-type").split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** The charset that the header names; empty for none. */
  String charset() {
    Matcher charset = CHARSET.matcher(head.header("content-type"));
    return charset.find() ? charset.group(1) : "";
  }

  boolean isSuccess() {
    return head.status() / 100 == 2;
  }

  /** URL, status and type. */
  String summary() {
    String type = type().isEmpty() ? "no content type" : head.header("content-type");
    return address + " " + (head.status() + " " + head.reason()).strip() + " " + type;
  }
}
