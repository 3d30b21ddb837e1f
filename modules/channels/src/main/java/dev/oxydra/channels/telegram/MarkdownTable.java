package dev.oxydra.channels.telegram;

import dev.oxydra.channels.telegram.Run.Style;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.Node;

/** A table as lines of a fixed-width font, its columns aligned. */
final class MarkdownTable {
  /** What is wider sticks out, so that one cell doesn't make all rows long. */
  private static final int WIDEST = 40;

  private static final String BETWEEN = "  ";

  private final List<Row> rows = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  private record Row(List<Cell> cells, boolean head, int source) {}

  private record Cell(String text, TableCell.Alignment alignment) {}

  private MarkdownTable() {}

  /** Its lines, each with its line feed but the last. */
  static List<Run> runs(TableBlock table) {
    MarkdownTable all = new MarkdownTable();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        if (row instanceof TableRow cells) {
          all.add(cells, part instanceof TableHead);
        }
      }
    }
    return all.lines();
  }

  private void add(TableRow row, boolean head) {
    List<Cell> cells = new ArrayList<>();
    for (Node node = row.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof TableCell cell) {
        cells.add(cell(cell));
      }
    }
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.min(WIDEST, PlainText.columns(cells.get(i).text()));
      if (i < widths.size()) {
        widths.set(i, Math.max(widths.get(i), width));
      } else {
        widths.add(width);
      }
    }
    int source =
        row.getSourceSpans().isEmpty() ? 0 : row.getSourceSpans().getFirst().getInputIndex();
    rows.add(new Row(cells, head, source));
  }

  private static Cell cell(TableCell cell) {
    StringBuilder text = new StringBuilder();
    MarkdownRuns.of(cell, Style.PLAIN).forEach(run -> text.append(run.text()));
    TableCell.Alignment alignment = cell.getAlignment();
    return new Cell(
        text.toString().replace('\n', ' ').strip(),
        alignment == null ? TableCell.Alignment.LEFT : alignment);
  }

  private List<Run> lines() {
    List<Run> lines = new ArrayList<>();
    for (Row row : rows) {
      String feed = lines.isEmpty() ? "" : "\n";
      lines.add(new Run(feed + line(row), Style.PLAIN, row.source(), 0));
      if (row.head()) {
        lines.add(new Run("\n" + rule(), Style.PLAIN, row.source(), 0));
      }
    }
    return lines;
  }

  private String line(Row row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.cells().size(); i++) {
      Cell cell = row.cells().get(i);
      int room = Math.max(0, widths.get(i) - PlainText.columns(cell.text()));
      int before =
          switch (cell.alignment()) {
            case LEFT -> 0;
            case RIGHT -> room;
            case CENTER -> room / 2;
          };
      line.append(i == 0 ? "" : BETWEEN)
          .repeat(' ', before)
          .append(cell.text())
          .repeat(' ', room - before);
    }
    return line.toString().stripTrailing();
  }

  private String rule() {
    StringBuilder rule = new StringBuilder();
    for (int width : widths) {
      rule.append(rule.isEmpty() ? "" : BETWEEN).repeat('─', Math.max(1, width));
    }
    return rule.toString();
  }
}
