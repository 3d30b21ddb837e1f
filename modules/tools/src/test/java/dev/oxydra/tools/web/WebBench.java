package dev.oxydra.tools.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** The tools with a site, {@code site.example}, behind a proxy. */
final class WebBench implements AutoCloseable {
  final Site site = new Site(null);
  final StandInProxy proxy = new StandInProxy();
  private final List<Tool> tools;

  WebBench() throws IOException {
    this(AgentConfig.Web.defaults());
  }

  WebBench(AgentConfig.Web config) throws IOException {
    this(config, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  WebBench(AgentConfig.Web config, SSLSocketFactory tls) throws IOException {
    proxy.know("site.example", site.port());
    tools = WebTools.create(proxy.socket(), config, () -> tls);
  }

  static AgentConfig.Web limited(Duration time, long bytes) {
    return new AgentConfig.Web(time, bytes, AgentConfig.Web.defaults().search());
  }

  static AgentConfig.Web searching(AgentConfig.SearchBackend backend, String url) {
    return new AgentConfig.Web(
        Duration.ofSeconds(30), 1 << 20, new AgentConfig.Search(backend, url));
  }

  ToolOutput fetch(String url) throws InterruptedException {
    return run("web_fetch", Json.mapper().createObjectNode().put("url", url));
  }

  ToolOutput run(String name, ObjectNode arguments) throws InterruptedException {
    Tool tool = tools.stream().filter(t -> t.spec().name().equals(name)).findFirst().orElseThrow();
    return tool.run(arguments, new ToolContext(SessionId.create(), TurnId.create(), "call-1"));
  }

  @Override
  public void close() throws IOException {
    site.close();
    proxy.close();
  }
}
