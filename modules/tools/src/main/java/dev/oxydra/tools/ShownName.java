package dev.oxydra.tools;

import com.fasterxml.jackson.databind.node.TextNode;

/** File names in lists, one a line. */
final class ShownName {
  private ShownName() {}

  /** The name or path itself; a JSON string if it has control characters, such as line breaks. */
  static String of(String name) {
    return name.chars().anyMatch(Character::isISOControl) ? new TextNode(name).toString() : name;
  }

  /** Whether a name had bytes that are no UTF-8, so that no argument can name it. */
  static boolean isBroken(String name) {
    return name.indexOf('\ufffd') >= 0;
  }
}
