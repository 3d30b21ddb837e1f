package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.tools.mcp.McpException.Kind;
import dev.oxydra.types.ToolOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What servers have to be read. */
final class ResourceTools {
  static final String LIST = "mcp_resources";
  static final String READ = "mcp_read_resource";

  private static final Duration PAGE = Duration.ofSeconds(30);

  private final Servers servers;

  ResourceTools(Servers servers) {
    this.servers = servers;
  }

  @Tool(name = LIST, tier = Tier.READ_ONLY)
  ToolOutput list(@Param("The server's name") String server) throws InterruptedException {
    try {
      ServerLink link = servers.named(server);
      Session session = link.session();
      if (!session.has("resources")) {
        return ToolOutput.ok("The server %s has no resources".formatted(server));
      }
      List<String> lines = new ArrayList<>();
      List<String> leftOut = new ArrayList<>();
      Catalogue.all(session, "resources", PAGE, leftOut)
          .forEach(each -> lines.add(line(each, "uri")));
      templates(session, leftOut).forEach(each -> lines.add(line(each, "uriTemplate")));
      leftOut.forEach(why -> lines.add("Left out: " + why));
      return ToolOutput.ok(lines.isEmpty() ? "[There are none now]" : String.join("\n", lines))
          .from(link.source());
    } catch (McpException e) {
      return failed(server, e);
    }
  }

  /** Many servers have none, and refuse the question. */
  private static List<JsonNode> templates(Session session, List<String> leftOut)
      throws McpException, InterruptedException {
    try {
      return Catalogue.all(session, "resources/templates/list", "resourceTemplates", PAGE, leftOut);
    } catch (McpException e) {
      if (e.kind() == Kind.REFUSED) {
        return List.of();
      }
      throw e;
    }
  }

  private static String line(JsonNode resource, String address) {
    return "%s %s %s %s"
        .formatted(
            ContentText.word(resource, address),
            ContentText.word(resource, "name"),
            ContentText.word(resource, "mimeType"),
            ContentText.word(resource, "description"))
        .strip();
  }

  @Tool(name = READ, tier = Tier.READ_ONLY)
  ToolOutput read(
      @Param("The server's name") String server,
      @Param("The resource, as mcp_resources shows it; a template with its parts filled in")
          String uri)
      throws InterruptedException {
    try {
      ServerLink link = servers.named(server);
      Session session = link.session();
      JsonNode result =
          link.request(
              session, "resources/read", JsonNodeFactory.instance.objectNode().put("uri", uri));
      List<String> parts = new ArrayList<>();
      result.path("contents").forEach(each -> parts.add(ContentText.resource(each)));
      return ToolOutput.ok(parts.isEmpty() ? "[It is empty]" : String.join("\n", parts))
          .from(link.source());
    } catch (McpException e) {
      return failed(server, e);
    }
  }

  /** What is said of a server may be in its own words. */
  static ToolOutput failed(String server, McpException e) {
    ToolOutput output = ToolOutput.failed(e.text());
    return server.matches("[a-z0-9_-]{1,32}") ? output.from("mcp:" + server) : output;
  }
}
