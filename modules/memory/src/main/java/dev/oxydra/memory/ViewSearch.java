package dev.oxydra.memory;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What people type as a query of SQLite's full-text search: each word in quotes, so that none is an
 * operator, the last one as the beginning of a word.
 *
 * @see <a href="https://www.sqlite.org/fts5.html#full_text_query_syntax">FTS5, query syntax</a>
 */
final class ViewSearch {
  /** As the tokenizer unicode61 cuts words, which counts marks with the letter before them. */
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}\\p{Co}][\\p{L}\\p{N}\\p{Co}\\p{M}]*");

  /** More than anyone looks for, and less than a parser of SQLite's could mind. */
  private static final int MAX_WORDS = 64;

  /**
   * The text and its place in the tree, the part of it around what was found, and how well it fits:
   * for a query and a limit.
   */
  static final String FIND =
      "SELECT m.session_id, m.seq, snippet(words, 0, '', '', '…', 24), -bm25(words)"
          + " FROM words JOIN messages m ON m.seq = words.rowid"
          + " WHERE words MATCH ? ORDER BY words.rank, m.seq LIMIT ?";

  private ViewSearch() {}

  /** Empty where there is no word. */
  static Optional<String> query(String text) {
    String words =
        WORD.matcher(text)
            .results()
            .limit(MAX_WORDS)
            .map(MatchResult::group)
            .map(word -> '"' + word + '"')
            .collect(Collectors.joining(" "));
    return words.isEmpty() ? Optional.empty() : Optional.of(words + " *");
  }
}
