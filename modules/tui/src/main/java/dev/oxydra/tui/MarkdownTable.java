package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Tables: columns between rules, the wide ones narrowed until they fit. One that has too many
 * columns for that is a block of {@code header: value} for each of its rows.
 */
final class MarkdownTable {
  private static final String GAP = " │ ";
  private static final String CROSS = "─┼─";

  /** A column is not narrowed to less. */
  private static final int NARROWEST = 8;

  /** The first one is the header. */
  private final List<List<Cell>> rows;

  private final int columns;

  private record Cell(List<Span> spans, int width, TableCell.@Nullable Alignment alignment) {
    static Cell of(TableCell cell) {
      List<Span> spans = MarkdownSpans.of(cell, cell.isHeader() ? Style.STRONG : Style.PLAIN);
      int width = DisplayWidth.of(new Line(spans).text());
      return new Cell(spans, width, cell.getAlignment());
    }
  }

  private MarkdownTable(List<List<Cell>> rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  static List<Line> of(TableBlock table, int columns) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        if (row instanceof TableRow) {
          rows.add(cells(row));
        }
      }
    }
    return rows.isEmpty() ? List.of() : new MarkdownTable(rows, columns).lines();
  }

  private static List<Cell> cells(Node row) {
    List<Cell> cells = new ArrayList<>();
    for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
      if (cell instanceof TableCell it) {
        cells.add(Cell.of(it));
      }
    }
    return cells;
  }

  private List<Line> lines() {
    int[] natural = natural();
    int room = columns - GAP.length() * (natural.length - 1);
    if (total(natural, NARROWEST) > room) {
      return blocks();
    }
    return grid(narrowed(natural, room));
  }

  private int[] natural() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<Cell> row : rows) {
      for (int i = 0; i < Math.min(widths.length, row.size()); i++) {
        widths[i] = Math.max(widths[i], Math.max(1, row.get(i).width()));
      }
    }
    return widths;
  }

  /** How wide they are if none is wider than {@code most}. */
  private static long total(int[] widths, int most) {
    return IntStream.of(widths).mapToLong(width -> Math.min(width, most)).sum();
  }

  /** The widest ones are made as wide as each other, others stay as they are. */
  private static int[] narrowed(int[] widths, int room) {
    int most = NARROWEST;
    while (most < room && total(widths, most + 1) <= room) {
      most++;
    }
    int widest = most;
    return IntStream.of(widths).map(width -> Math.min(width, widest)).toArray();
  }

  private List<Line> grid(int[] widths) {
    List<List<Line>> grid = rows.stream().map(row -> row(row, widths)).toList();
    boolean wrapped = grid.stream().skip(1).anyMatch(lines -> lines.size() > 1);
    Line rule =
        Line.of(
            Style.QUIET,
            IntStream.of(widths).mapToObj("─"::repeat).collect(Collectors.joining(CROSS)));
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < grid.size(); i++) {
      if (i == 1 || (wrapped && i > 1)) {
        lines.add(rule);
      }
      lines.addAll(grid.get(i));
    }
    if (grid.size() == 1) {
      lines.add(rule);
    }
    return lines;
  }

  private static List<Line> row(List<Cell> cells, int[] widths) {
    List<List<Line>> wrapped = new ArrayList<>();
    for (int i = 0; i < Math.min(widths.length, cells.size()); i++) {
      wrapped.add(SpanWrap.words(cells.get(i).spans(), widths[i]));
    }
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    List<Line> lines = new ArrayList<>();
    for (int at = 0; at < height; at++) {
      List<Span> spans = new ArrayList<>();
      for (int i = 0; i < wrapped.size(); i++) {
        Line part = at < wrapped.get(i).size() ? wrapped.get(i).get(at) : Line.BLANK;
        if (i > 0) {
          spans.add(new Span(Style.QUIET, GAP));
        }
        addPadded(spans, part, widths[i], cells.get(i).alignment(), i == wrapped.size() - 1);
      }
      lines.add(new Line(spans));
    }
    return lines;
  }

  private static void addPadded(
      List<Span> spans,
      Line part,
      int width,
      TableCell.@Nullable Alignment alignment,
      boolean last) {
    int free = Math.max(0, width - DisplayWidth.of(part.text()));
    int before =
        switch (alignment) {
          case RIGHT -> free;
          case CENTER -> free / 2;
          case LEFT -> 0;
          case null -> 0;
        };
    addSpaces(spans, before);
    spans.addAll(part.spans());
    addSpaces(spans, last ? 0 : free - before);
  }

  private static void addSpaces(List<Span> spans, int count) {
    if (count > 0) {
      spans.add(new Span(Style.PLAIN, " ".repeat(count)));
    }
  }

  private List<Line> blocks() {
    List<Cell> header = rows.getFirst();
    List<Line> lines = new ArrayList<>();
    if (rows.size() == 1) {
      header.forEach(cell -> lines.addAll(SpanWrap.words(cell.spans(), columns)));
    }
    for (List<Cell> row : rows.subList(1, rows.size())) {
      MarkdownBlocks.append(lines, block(header, row));
    }
    return lines;
  }

  private List<Line> block(List<Cell> header, List<Cell> row) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < Math.min(header.size(), row.size()); i++) {
      List<Span> spans = new ArrayList<>(header.get(i).spans());
      spans.add(new Span(Style.STRONG, ": "));
      spans.addAll(row.get(i).spans());
      lines.addAll(SpanWrap.words(spans, columns));
    }
    return lines;
  }
}
