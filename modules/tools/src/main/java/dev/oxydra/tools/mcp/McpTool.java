package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSpec;

/**
 * A tool of a server.
 *
 * @param definition as the model was told, and the user asked, of it
 */
record McpTool(ServerLink link, Definition definition) implements Tool {
  @Override
  public ToolSpec spec() {
    return definition.spec();
  }

  @Override
  public ToolOutput run(JsonNode arguments, ToolContext context) throws InterruptedException {
    if (!(arguments instanceof ObjectNode given)) {
      return ToolOutput.failed("The arguments must be a JSON object");
    }
    try {
      Session session = link.session();
      Definition now = link.catalogue().find(definition.tool());
      if (now == null) {
        return ToolOutput.failed(
            "The MCP server '%s' has no such tool any more; nothing was done."
                .formatted(link.name()));
      }
      if (now.differsFrom(definition)) {
        return ToolOutput.failed(
            "The MCP server '%s' has changed this tool meanwhile; nothing was done. Look at its new description before you call it again."
                .formatted(link.name()));
      }
      ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("name", definition.tool());
      parameters.set("arguments", given);
      JsonNode result = link.request(session, "tools/call", parameters);
      return new ToolOutput(!result.path("isError").asBoolean(false), ContentText.ofResult(result))
          .from(link.source());
    } catch (McpException e) {
      return ToolOutput.failed(e.text()).from(link.source());
    }
  }
}
