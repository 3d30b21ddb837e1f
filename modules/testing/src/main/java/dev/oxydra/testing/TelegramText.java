package dev.oxydra.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML as Telegram parses it, which refuses what browsers would take. */
final class TelegramText {
  private static final Pattern TAG =
      Pattern.compile(
          "<(/?)(b|strong|i|em|u|ins|s|strike|del|code|pre|a|blockquote|span|tg-spoiler)"
              + "((?: [a-z-]+(?:=\"[^\"<>]*\")?)*)>");

  private static final Pattern ENTITY = Pattern.compile("&(lt|gt|amp|quot|#\\d+|#x[0-9a-fA-F]+);");

  private TelegramText() {}

  /**
   * The visible text.
   *
   * @throws TelegramRefusal when the HTML is not well-formed
   */
  static String visible(String html) throws TelegramRefusal {
    StringBuilder visible = new StringBuilder();
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(html);
    int from = 0;
    for (int at = html.indexOf('<'); at >= 0; at = html.indexOf('<', from)) {
      visible.append(html, from, at);
      if (!tag.find(at) || tag.start() != at) {
        throw refused("Unsupported start tag at byte offset " + at);
      }
      from = tag.end();
      if (tag.group(1).isEmpty()) {
        open.push(tag.group(2));
      } else if (!tag.group(2).equals(open.poll())) {
        throw refused("Unmatched end tag at byte offset " + at);
      }
    }
    if (!open.isEmpty()) {
      throw refused("Can't find end tag corresponding to start tag \"" + open.peek() + "\"");
    }
    return unescaped(visible.append(html.substring(from)).toString());
  }

  private static TelegramRefusal refused(String why) {
    return TelegramRefusal.bad("can't parse entities: " + why);
  }

  private static String unescaped(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(entity -> Matcher.quoteReplacement(character(entity.group(1))));
  }

  private static String character(String entity) {
    return switch (entity) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      default ->
          Character.toString(
              entity.startsWith("#x")
                  ? Integer.parseInt(entity.substring(2), 16)
                  : Integer.parseInt(entity.substring(1)));
    };
  }
}
