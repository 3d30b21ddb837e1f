package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prompts that servers have prepared. */
final class PromptTool {
  static final String NAME = "mcp_prompt";

  private static final Duration PAGE = Duration.ofSeconds(30);

  private final Servers servers;

  PromptTool(Servers servers) {
    this.servers = servers;
  }

  /** One thing that a prompt wants to know. */
  record Value(@Param("Its name") String name, @Param("Its value") String value) {}

  @Tool(name = NAME, tier = Tier.READ_ONLY)
  ToolOutput get(
      @Param("The server's name") String server,
      @Param("The prompt's name; without it, the prompts are listed") @Nullable String name,
      @Param("What the prompt wants to know") @Nullable List<Value> arguments)
      throws InterruptedException {
    try {
      ServerLink link = servers.named(server);
      Session session = link.session();
      if (!session.has("prompts")) {
        return ToolOutput.ok("The server %s has no prompts".formatted(server));
      }
      String text = name == null ? list(session) : get(link, session, name, arguments);
      return ToolOutput.ok(text).from(link.source());
    } catch (McpException e) {
      return ResourceTools.failed(server, e);
    }
  }

  private static String list(Session session) throws McpException, InterruptedException {
    List<String> lines = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (JsonNode prompt : Catalogue.all(session, "prompts", PAGE, leftOut)) {
      List<String> wants = new ArrayList<>();
      prompt
          .path("arguments")
          .forEach(each ->
              wants.add(
                  ContentText.word(each, "name")
                      + (each.path("required").asBoolean() ? "" : " (optional)")));
      lines.add(
          "%s [%s] %s"
              .formatted(
                  ContentText.word(prompt, "name"),
                  String.join(", ", wants),
                  ContentText.word(prompt, "description"))
              .strip());
    }
    leftOut.forEach(why -> lines.add("Left out: " + why));
    return lines.isEmpty() ? "[There are none now]" : String.join("\n", lines);
  }

  private static String get(
      ServerLink link, Session session, String name, @Nullable List<Value> arguments)
      throws McpException, InterruptedException {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("name", name);
    ObjectNode given = parameters.putObject("arguments");
    if (arguments != null) {
      arguments.forEach(each -> given.put(each.name(), each.value()));
    }
    List<String> messages = new ArrayList<>();
    link.request(session, "prompts/get", parameters)
        .path("messages")
        .forEach(each ->
            messages.add(
                ContentText.word(each, "role") + ": " + ContentText.of(each.path("content"))));
    return messages.isEmpty() ? "[It is empty]" : String.join("\n\n", messages);
  }
}
