package dev.oxydra.tools;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shell command taken apart at its operators, as POSIX's Shell Command Language (2.2, 2.3) has
 * them, as far as can be told without running it: what a variable or an alias stands for can't.
 *
 * @param commands the simple commands in it, each with single spaces between its words
 * @param operator the first operator, substitution or redirection; null for none
 */
record CommandLine(List<String> commands, @Nullable String operator) {
  private static final String OPERATORS = "\n;&|()<>`";

  static CommandLine of(String text) {
    Reader reader = new Reader(text);
    reader.read();
    return new CommandLine(List.copyOf(reader.commands), reader.operator);
  }

  private static final class Reader {
    private final String text;
    private final List<String> commands = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private @Nullable String operator;

    Reader(String text) {
      this.text = text;
    }

    void read() {
      boolean doubled = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean substitution = c == '`' || text.startsWith("$(", i);
        if (c == '\\' && i + 1 < text.length()) {
          current.append(c).append(text.charAt(++i));
        } else if (c == '"') {
          doubled = !doubled;
          current.append(c);
        } else if (c == '\'' && !doubled) {
          int end = text.indexOf('\'', i + 1);
          int last = end < 0 ? text.length() - 1 : end;
          current.append(text, i, last + 1);
          i = last;
        } else if (substitution || (!doubled && OPERATORS.indexOf(c) >= 0)) {
          end(c == '$' ? "$(" : String.valueOf(c));
          // What a substitution holds is a command of its own, quoted or not.
          i += c == '$' ? 1 : 0;
        } else {
          current.append(c);
        }
      }
      end(null);
    }

    private void end(@Nullable String by) {
      String command = current.toString().strip().replaceAll("\\s+", " ");
      // The words that open a compound command aren't commands.
      command = command.replaceFirst("^(?:(?:if|then|elif|else|do|while|until|\\{|!) )+", "");
      if (!command.isEmpty() && !command.matches("fi|done|esac|then|else|do|\\}|\"+")) {
        commands.add(command);
      }
      current.setLength(0);
      if (operator == null && by != null && !(by.equals("\n") && isLast())) {
        operator = by.equals("\n") ? "a line end" : by;
      }
    }

    /** Whether only a line's end came after everything. */
    private boolean isLast() {
      return text.stripTrailing().indexOf('\n') < 0;
    }
  }
}
