package dev.oxydra.channels.telegram;

import dev.oxydra.channels.telegram.Block.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts an answer into messages: between blocks where it can, with headings beside what they are
 * for, and inside of a block only if that alone is too long for a message. Text that grows at its
 * end gives the same pieces, but for the last ones.
 */
final class Pieces {
  /** A limit below can't hold one character of some scripts. */
  private static final int SMALLEST = 16;

  /** Telegram takes about 35,000 bytes; what is visible is at most 4,096 characters of it. */
  static final int MAX_HTML = 30_000;

  private final String markdown;
  private final int limit;
  private final List<Piece> pieces = new ArrayList<>();

  /** The blocks of the piece that is being filled. */
  private final List<Block> open = new ArrayList<>();

  private int visible;
  private int html;

  /** Where the open piece begins, and whether its first block is the rest of one. */
  private int start;

  private boolean continues;

  private Pieces(String markdown, int limit) {
    this.markdown = markdown;
    this.limit = limit;
  }

  /**
   * The pieces in order; none if there is nothing to see.
   *
   * @param limit how many UTF-16 units of a piece may be visible
   */
  static List<Piece> of(String markdown, int limit) {
    if (limit < SMALLEST) {
      throw new IllegalArgumentException("A limit of " + limit + " is below " + SMALLEST);
    }
    Pieces all = new Pieces(markdown, limit);
    MarkdownBlocks.of(markdown).forEach(all::add);
    all.close(markdown.length(), false);
    return all.pieces;
  }

  private void add(Block block) {
    if (!fits(block)) {
      closeBefore(block);
    }
    Block rest = block;
    while (!fits(rest)) {
      Cut cut = Cut.of(rest, room(rest));
      put(rest.head(cut.end()));
      Block next = rest.tail(cut.next());
      close(next.source(), true);
      continues = true;
      rest = next;
    }
    if (rest.isBlank()) {
      continues = false;
    } else {
      put(rest);
    }
  }

  private boolean fits(Block block) {
    return visible + gap(block) + block.length() <= limit && html + cost(block) <= MAX_HTML;
  }

  private int gap(Block block) {
    return open.isEmpty() ? 0 : block.gap().length();
  }

  private static int cost(Block block) {
    return TelegramHtml.of(List.of(block)).length() + block.gap().length();
  }

  /** How many units of a block that doesn't fit do. */
  private int room(Block block) {
    int most = Math.min(limit - visible - gap(block), block.length() - 1);
    while (most > 1 && html + cost(block.head(most)) > MAX_HTML) {
      most /= 2;
    }
    return most;
  }

  private void put(Block block) {
    visible += gap(block) + block.length();
    html += cost(block);
    open.add(block);
  }

  /** Ends the open piece; a heading at its end goes with the block, if they fit together. */
  private void closeBefore(Block block) {
    int from = open.size();
    while (from > 0 && open.get(from - 1).kind() == Kind.HEADING) {
      from--;
    }
    List<Block> headings = List.copyOf(open.subList(from, open.size()));
    if (!goTogether(headings, block)) {
      close(block.source(), false);
    } else if (from > 0) {
      open.subList(from, open.size()).clear();
      close(headings.getFirst().source(), false);
      headings.forEach(this::put);
    }
  }

  /** Of a block that is cut anyhow, a half of a piece is enough. */
  private boolean goTogether(List<Block> headings, Block block) {
    int above = headings.stream().mapToInt(heading -> heading.length() + 2).sum();
    int needed = block.length() > limit ? limit / 2 : block.length() + block.gap().length();
    int cost = headings.stream().mapToInt(Pieces::cost).sum() + cost(block.head(needed));
    return !headings.isEmpty() && above + needed <= limit && cost <= MAX_HTML;
  }

  private void close(int end, boolean isCut) {
    int to = Math.clamp(end, start, markdown.length());
    if (!open.isEmpty()) {
      pieces.add(new Piece(markdown(to, isCut), TelegramHtml.of(open), TelegramHtml.plain(open)));
    }
    if (!open.isEmpty()) {
      start = to;
    }
    open.clear();
    visible = 0;
    html = 0;
    continues = false;
  }

  private String markdown(int to, boolean isCut) {
    Block first = open.getFirst();
    Block last = open.getLast();
    String before =
        continues && !first.fence().isEmpty() ? first.fence() + first.language() + "\n" : "";
    String after = isCut && !last.fence().isEmpty() ? "\n" + last.fence() : "";
    return before + markdown.substring(start, to).stripTrailing() + after;
  }
}
