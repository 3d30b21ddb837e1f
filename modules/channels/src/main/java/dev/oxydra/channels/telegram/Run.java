package dev.oxydra.channels.telegram;

import org.jspecify.annotations.Nullable;

/**
 * Visible text of one style.
 *
 * @param source where in the Markdown it begins
 * @param sourceLength how much of the Markdown it is
 */
record Run(String text, Style style, int source, int sourceLength) {
  /** The first {@code length} units of it. */
  Run head(int length) {
    return new Run(text.substring(0, length), style, source, Math.min(length, sourceLength));
  }

  /** The rest after {@code length} units. */
  Run tail(int length) {
    int passed = Math.min(length, sourceLength);
    return new Run(text.substring(length), style, source + passed, sourceLength - passed);
  }

  /** What HTML makes of the text. Code is nothing else beside, as Telegram wants it. */
  record Style(boolean bold, boolean italic, boolean struck, boolean code, @Nullable String link) {
    static final Style PLAIN = new Style(false, false, false, false, null);

    Style withBold() {
      return new Style(true, italic, struck, code, link);
    }

    Style withItalic() {
      return new Style(bold, true, struck, code, link);
    }

    Style withStruck() {
      return new Style(bold, italic, true, code, link);
    }

    /** A link is more use than how its text looks. */
    Style withCode() {
      return link == null ? new Style(false, false, false, true, null) : this;
    }

    /** Links are not nested: the outer one stays. */
    Style withLink(String target) {
      return link == null ? new Style(bold, italic, struck, code, target) : this;
    }
  }
}
