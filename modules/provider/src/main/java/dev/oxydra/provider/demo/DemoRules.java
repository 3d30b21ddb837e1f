package dev.oxydra.provider.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rules by which the demo answers: a function of the conversation alone. */
final class DemoRules {
  static final String NOTES = "memory/remembered.md";
  private static final int MAX_COUNT = 10_000;
  private static final Duration SLOW = Duration.ofMillis(100);
  // Each line of a file's listing may be numbered; a fact is what follows the dash.
  private static final Pattern FACT = Pattern.compile("(?m)^[\\s\\d:|→]*- (.+)$");
  private static final Pattern COMMAND =
      Pattern.compile("(?s)(?i:(list files|what do you remember|count to|[a-z]+))(?:\\s+(.*))?");

  private final ModelRequest request;
  private final List<Message> sinceUser;
  private final String said;

  private DemoRules(ModelRequest request) {
    this.request = request;
    List<Message> all = request.messages();
    int last =
        IntStream.iterate(all.size() - 1, i -> i >= 0, i -> i - 1)
            .filter(i -> all.get(i).role() == Role.USER)
            .findFirst()
            .orElse(-1);
    this.said =
        last < 0 ? "" : all.get(last).text().strip().replaceFirst("(?i)(remember)\\?+$", "$1");
    this.sinceUser = all.subList(last + 1, all.size());
  }

  static DemoReply reply(ModelRequest request) {
    DemoRules rules = new DemoRules(request);
    boolean first = request.messages().stream().noneMatch(m -> m.role() == Role.ASSISTANT);
    return rules.answer().after(first ? DemoTexts.INTRODUCTION : "");
  }

  private DemoReply answer() {
    Matcher command = COMMAND.matcher(said);
    if (!command.matches()) {
      return notUnderstood();
    }
    String word = command.group(1).toLowerCase(Locale.ROOT);
    String rest = command.group(2) == null ? "" : command.group(2).strip();
    if (sinceUser.isEmpty()) {
      return asked(word, rest);
    }
    return switch (word) {
      case "remember" -> remembering(rest);
      case "what do you remember" -> remembered();
      default -> DemoReply.text(results());
    };
  }

  private static DemoReply notUnderstood() {
    return DemoReply.text(DemoTexts.NOT_UNDERSTOOD + DemoTexts.ABILITIES);
  }

  private DemoReply asked(String word, String rest) {
    return switch (word) {
      case "list files" -> call("file_list", "path", rest.replaceFirst("(?i)^in\\s+", ""));
      case "what do you remember" -> call("file_read", "path", NOTES);
      case "count to" -> count(rest);
      case "read" -> needs(rest, "read notes.txt", () -> read(rest));
      case "write" -> write(rest);
      case "delete" -> needs(rest, "delete notes.txt", () -> call("file_delete", "path", rest));
      case "search" ->
          needs(rest, "search hello", () -> call("file_search", searchArgument(), rest));
      case "run" -> needs(rest, "run ls", () -> call("shell_exec", "command", rest));
      case "remember" -> needs(rest, "remember I like tea", () -> call("file_read", "path", NOTES));
      case "slow" -> slow(rest);
      case "ask" -> ask(rest);
      case "think" -> new DemoReply(rest, "I have thought about it.", Duration.ZERO, List.of());
      case "help", "hello", "hi", "hey" -> DemoReply.text(DemoTexts.ABILITIES);
      default -> notUnderstood();
    };
  }

  private static DemoReply needs(String rest, String example, Supplier<DemoReply> reply) {
    return rest.isEmpty()
        ? DemoReply.text("Tell me what, for example: `" + example + "`.")
        : reply.get();
  }

  private DemoReply read(String rest) {
    return call(
        "file_read",
        Arrays.stream(rest.split("\\s+and\\s+"))
            .map(path -> arguments("path", path.strip()))
            .toList());
  }

  private String searchArgument() {
    boolean regex =
        request.tools().stream()
            .filter(tool -> tool.name().equals("file_search"))
            .anyMatch(tool -> tool.inputSchema().path("properties").has("regex"));
    return regex ? "regex" : "pattern";
  }

  private DemoReply write(String rest) {
    int colon = rest.indexOf(':');
    if (colon < 1) {
      return DemoReply.text("Tell me what and where, for example: `write notes.txt: hello`.");
    }
    return writeFile(rest.substring(0, colon).strip(), rest.substring(colon + 1).strip());
  }

  private DemoReply writeFile(String path, String content) {
    return call("file_write", List.of(arguments("path", path).put("content", content)));
  }

  /** Its second step rewrites the notes with one line more, its third tells how that went. */
  private DemoReply remembering(String fact) {
    ToolResult last = lastResults().getFirst();
    boolean written = sinceUser.stream().filter(m -> m.role() == Role.ASSISTANT).count() > 1;
    boolean ok = last.outcome() == ToolResult.Outcome.OK;
    if (written && ok) {
      return DemoReply.text("I'll remember that. What I remember is in " + NOTES + ".");
    }
    // Notes that can't be read for another reason must not be replaced.
    if (written || !(ok || isMissing(last))) {
      return DemoReply.text(results());
    }
    Set<String> facts = new LinkedHashSet<>(ok ? facts(last) : Set.of());
    facts.add(fact.replaceAll("\\s+", " "));
    return writeFile(NOTES, lines(facts));
  }

  private DemoReply remembered() {
    ToolResult last = lastResults().getFirst();
    boolean ok = last.outcome() == ToolResult.Outcome.OK;
    Set<String> facts = ok ? facts(last) : Set.of();
    if (!facts.isEmpty()) {
      return DemoReply.text("I remember:\n" + lines(facts).strip());
    }
    return DemoReply.text(ok || isMissing(last) ? DemoTexts.NO_NOTES : results());
  }

  private static boolean isMissing(ToolResult read) {
    return read.outcome() == ToolResult.Outcome.ERROR && read.text().startsWith("There is no ");
  }

  private static Set<String> facts(ToolResult notes) {
    return FACT.matcher(notes.text())
        .results()
        .map(m -> m.group(1))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String lines(Set<String> facts) {
    return facts.stream().map(fact -> "- " + fact + "\n").collect(Collectors.joining());
  }

  private List<ToolResult> lastResults() {
    int from = sinceUser.size();
    while (from > 0 && sinceUser.get(from - 1).role() == Role.TOOL) {
      from--;
    }
    return sinceUser.subList(from, sinceUser.size()).stream()
        .flatMap(message -> message.parts(ToolResult.class).stream())
        .toList();
  }

  private String results() {
    return lastResults().stream()
        .map(result -> DemoTexts.of(callOf(result), result))
        .collect(Collectors.joining("\n\n"));
  }

  private ToolCall callOf(ToolResult result) {
    return sinceUser.stream()
        .flatMap(message -> message.toolCalls().stream())
        .filter(call -> call.id().equals(result.callId()))
        .findFirst()
        .orElse(new ToolCall(result.callId(), "a tool", JsonNodeFactory.instance.objectNode()));
  }

  /** Several at once, with a semicolon between. */
  private DemoReply ask(String rest) {
    List<ObjectNode> briefs =
        Arrays.stream(rest.split(";"))
            .filter(brief -> brief.indexOf(':') > 0)
            .map(brief -> brief.split(":", 2))
            .map(brief -> arguments("agent", brief[0].strip()).put("goal", brief[1].strip()))
            .toList();
    return briefs.isEmpty()
        ? DemoReply.text("Tell me whom and what, for example: `ask reviewer: read notes.txt`.")
        : call(Delegation.TOOL, briefs);
  }

  private static DemoReply count(String rest) {
    int end = number(rest);
    return end == 0
        ? DemoReply.text("Tell me how far, for example: `count to 5`.")
        : DemoReply.text(
            IntStream.rangeClosed(1, end)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" ")));
  }

  private static DemoReply slow(String rest) {
    int words = number(rest);
    String text =
        IntStream.rangeClosed(1, words).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    return words == 0
        ? DemoReply.text("Tell me how many words, for example: `slow 5`.")
        : new DemoReply("", text, SLOW, List.of());
  }

  private static int number(String text) {
    return text.matches("\\d{1,5}") ? Math.min(MAX_COUNT, Integer.parseInt(text)) : 0;
  }

  private DemoReply call(String tool, String argument, String value) {
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    return call(tool, List.of(value.isEmpty() ? none : arguments(argument, value)));
  }

  /** Several calls of one tool; ids are unique in the conversation, as they count its messages. */
  private DemoReply call(String tool, List<ObjectNode> calls) {
    if (request.tools().stream().map(ToolSpec::name).noneMatch(tool::equals)) {
      return DemoReply.text(
          "I would need the tool " + tool + " for that, which I don't have here.");
    }
    int message = request.messages().size();
    return DemoReply.calls(
        IntStream.range(0, calls.size())
            .mapToObj(i -> new ToolCall("demo-" + message + "-" + i, tool, calls.get(i)))
            .toList());
  }

  private static ObjectNode arguments(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }
}
