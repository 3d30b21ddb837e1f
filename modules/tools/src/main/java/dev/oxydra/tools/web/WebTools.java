package dev.oxydra.tools.web;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** Makes the tools that reach the web. */
public final class WebTools {
  /** See {@link dev.oxydra.types.ToolOutput#source}. */
  static final String SOURCE = "web";

  private WebTools() {}

  /**
   * All of them, by name; they open and load nothing before they run.
   *
   * @param broker the Unix socket at which the broker's proxy listens
   */
  public static List<Tool> create(Path broker, AgentConfig.Web config) {
    return create(broker, config, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls decides which servers are trusted
   */
  static List<Tool> create(Path broker, AgentConfig.Web config, Supplier<SSLSocketFactory> tls) {
    Fetcher fetcher = new Fetcher(new ProxyDialer(broker, tls, "web_fetch"), config.fetchTimeout());
    return ToolIndex.create(fetcher, config);
  }
}
