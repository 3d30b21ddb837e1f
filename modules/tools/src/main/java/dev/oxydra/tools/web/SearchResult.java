package dev.oxydra.tools.web;

import java.util.Objects;

/**
 * A page that was found.
 *
 * @param text what the page says about the query; may be empty
 */
record SearchResult(String title, String url, String text) {
  SearchResult {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return title.strip() + "\n   " + url + (text.isBlank() ? "" : "\n   " + text.strip());
  }
}
