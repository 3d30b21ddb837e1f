package dev.oxydra.channels.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Telegram demands of HTML. */
final class WellFormed {
  private static final Pattern TAG =
      Pattern.compile(
          "<(/?)(b|i|s|u|code|pre|a|blockquote)( (?:class=\"language-[\\w+#.-]+\"|href=\"[^\"<>]+\"))?>");

  private WellFormed() {}

  /** The visible text, after a check that all tags are known and balanced. */
  static String visible(String html) {
    Deque<String> open = new ArrayDeque<>();
    StringBuilder visible = new StringBuilder();
    Matcher tag = TAG.matcher(html);
    int from = 0;
    while (tag.find()) {
      visible.append(html, from, tag.start());
      from = tag.end();
      if (tag.group(1).isEmpty()) {
        open.push(tag.group(2));
      } else {
        assertEquals(open.poll(), tag.group(2), () -> "not balanced: " + html);
      }
    }
    visible.append(html.substring(from));
    assertTrue(open.isEmpty(), () -> "open: " + open + " in " + html);
    String escaped = visible.toString();
    assertTrue(escaped.indexOf('<') < 0 && escaped.indexOf('>') < 0, () -> "not escaped: " + html);
    return escaped
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }
}
