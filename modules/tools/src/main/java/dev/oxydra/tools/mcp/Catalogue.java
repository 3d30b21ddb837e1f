package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.tools.TextPattern;
import dev.oxydra.tools.mcp.McpException.Kind;
import dev.oxydra.types.AgentConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server has.
 *
 * @param tools those that may be used
 * @param leftOut why others can't be
 * @param resources whether there are any
 * @param prompts whether there are any
 */
record Catalogue(List<Definition> tools, List<String> leftOut, boolean resources, boolean prompts) {
  static final Catalogue EMPTY = new Catalogue(List.of(), List.of(), false, false);

  private static final int MOST_PAGES = 100;
  private static final int MOST_ENTRIES = 1000;
  private static final int SHOWN_PROBLEMS = 20;

  Catalogue {
    tools = List.copyOf(tools);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Asks a server.
   *
   * @param patience how long each page may take
   */
  static Catalogue read(
      Session session,
      String server,
      AgentConfig.McpServer config,
      ToolNames names,
      Duration patience)
      throws McpException, InterruptedException {
    List<Definition> tools = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    if (session.has("tools")) {
      List<TextPattern> allowed = config.tools().stream().map(TextPattern::of).toList();
      Set<String> seen = new HashSet<>();
      for (JsonNode said : all(session, "tools", patience, leftOut)) {
        String name = said.path("name").asText();
        if (!allowed.isEmpty() && allowed.stream().noneMatch(each -> each.matches(name))) {
          continue;
        }
        try {
          Definition tool = Definition.read(server, said, names, config.safetyTier());
          if (seen.add(tool.spec().name())) {
            tools.add(tool);
          } else {
            leftOut.add(Session.shown(name) + ": there are two of that name");
          }
        } catch (Definition.UnusableException e) {
          leftOut.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return new Catalogue(
        tools,
        leftOut.subList(0, Math.min(leftOut.size(), SHOWN_PROBLEMS)),
        session.has("resources"),
        session.has("prompts"));
  }

  /**
   * All pages of a list.
   *
   * @param what {@code tools}, {@code resources} or {@code prompts}
   * @param leftOut takes why there is more that isn't read
   */
  static List<JsonNode> all(Session session, String what, Duration patience, List<String> leftOut)
      throws McpException, InterruptedException {
    return all(session, what + "/list", what, patience, leftOut);
  }

  static List<JsonNode> all(
      Session session, String method, String field, Duration patience, List<String> leftOut)
      throws McpException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    String cursor = null;
    do {
      JsonNode page = session.request(method, page(cursor), patience);
      if (!page.path(field).isArray()) {
        throw new McpException(Kind.REFUSED, "its answer to " + method + " is no list");
      }
      page.path(field).forEach(all::add);
      cursor = page.path("nextCursor").asText("");
      if (!cursor.isEmpty() && (!cursors.add(cursor) || cursors.size() >= MOST_PAGES)) {
        leftOut.add("the list of %s has no end; the first pages are used".formatted(field));
        cursor = "";
      }
      if (all.size() > MOST_ENTRIES) {
        leftOut.add("%s beyond the first %d".formatted(field, MOST_ENTRIES));
        return all.subList(0, MOST_ENTRIES);
      }
    } while (!cursor.isEmpty());
    return all;
  }

  private static ObjectNode page(@Nullable String cursor) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    return cursor == null ? parameters : parameters.put("cursor", cursor);
  }

  /** A tool by the server's name for it; null when there is none. */
  @Nullable Definition find(String tool) {
    for (Definition each : tools) {
      if (each.tool().equals(tool)) {
        return each;
      }
    }
    return null;
  }
}
