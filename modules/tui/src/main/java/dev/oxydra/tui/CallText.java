package dev.oxydra.tui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.ApprovalEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that a question is about: why it is asked, the tool, and its arguments exactly, the long ones
 * as text and replacements as what goes and what comes.
 */
final class CallText {
  private static final String INDENT = "  ";

  /** More lines of one argument are not shown; how many there are is said. */
  private static final int MOST = 2000;

  private final List<Line> lines = new ArrayList<>();

  private CallText() {}

  static List<Line> of(ApprovalEvent.Requested question) {
    CallText text = new CallText();
    text.add(Style.PLAIN, question.reason());
    String where = question.binding() == null ? "" : "  " + PlainText.line(question.binding());
    text.call(question.tool() + where, question.arguments());
    for (ApprovalEvent.AlsoAsked also : question.also()) {
      text.call("and " + question.tool(), also.arguments());
    }
    return text.lines;
  }

  private void call(String title, JsonNode arguments) {
    lines.add(Line.BLANK);
    lines.add(Line.of(Style.STRONG, PlainText.line(title)));
    if (!arguments.isObject()) {
      add(Style.PLAIN, INDENT + arguments);
      return;
    }
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      if (argument.getKey().equals("edits") && argument.getValue().isArray()) {
        argument.getValue().forEach(this::edit);
      } else {
        argument(argument.getKey(), argument.getValue());
      }
    }
  }

  private void argument(String name, JsonNode value) {
    String text = value.isTextual() ? value.textValue() : value.toString();
    if (text.indexOf('\n') < 0) {
      lines.add(
          Line.of(
              Style.QUIET, INDENT + PlainText.line(name) + ": ", Style.CODE, PlainText.of(text)));
      return;
    }
    lines.add(Line.of(Style.QUIET, INDENT + PlainText.line(name) + ":"));
    block(
        name.equals("content") ? Style.ADDED : Style.CODE,
        name.equals("content") ? "+" : " ",
        text);
  }

  /** Lines that both begin or end with are shown once. */
  private void edit(JsonNode edit) {
    List<String> old = edit.path("old_text").asText().lines().toList();
    List<String> now = edit.path("new_text").asText().lines().toList();
    int least = Math.min(old.size(), now.size());
    int start = 0;
    while (start < least && old.get(start).equals(now.get(start))) {
      start++;
    }
    int end = 0;
    while (end < least - start
        && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
      end++;
    }
    lines.add(
        Line.of(
            Style.COMMENT,
            INDENT + (edit.path("replace_all").asBoolean() ? "@@ every match" : "@@")));
    block(Style.QUIET, " ", String.join("\n", old.subList(0, start)));
    block(Style.REMOVED, "-", String.join("\n", old.subList(start, old.size() - end)));
    block(Style.ADDED, "+", String.join("\n", now.subList(start, now.size() - end)));
    block(Style.QUIET, " ", String.join("\n", old.subList(old.size() - end, old.size())));
  }

  private void block(Style style, String sign, String text) {
    if (text.isEmpty()) {
      return;
    }
    text.lines().limit(MOST).forEach(line -> add(style, INDENT + sign + line));
    long more = text.lines().count() - MOST;
    if (more > 0) {
      lines.add(Line.of(Style.WARNING, INDENT + "… and %d more lines".formatted(more)));
    }
  }

  private void add(Style style, String text) {
    lines.add(Line.of(style, PlainText.of(text)));
  }
}
