package dev.oxydra.tools.web;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ToolOutput;
import org.jspecify.annotations.Nullable;

/** Fetches a page and shows it as text. */
final class WebFetchTool {
  private static final String ACCEPT =
      "text/html,application/xhtml+xml,text/markdown,text/plain,application/json,application/pdf,*/*;q=0.5";

  private final Fetcher fetcher;
  private final AgentConfig.Web config;
  private final PageText text = new PageText();

  WebFetchTool(Fetcher fetcher, AgentConfig.Web config) {
    this.fetcher = fetcher;
    this.config = config;
  }

  @Tool(name = "web_fetch", tier = Tier.READ_ONLY)
  ToolOutput fetch(
      @Param("The page, such as https://example.org/page") String url,
      @Param(
              value = "How large it may be, decompressed; larger ones fail. Default 5 MiB or less",
              min = 1)
          @Nullable Integer maxBytes)
      throws InterruptedException {
    if (maxBytes != null && maxBytes > config.fetchLimit()) {
      return ToolOutput.failed("/max_bytes: must be at most " + config.fetchLimit());
    }
    long limit = maxBytes == null ? config.fetchLimit() : maxBytes;
    try {
      Page page = fetcher.get(WebAddress.parse(url), ACCEPT, limit, text::refuseOther);
      String shown = page.body().length == 0 ? "[The body is empty]" : text.of(page);
      return new ToolOutput(page.isSuccess(), page.summary() + "\n\n" + shown)
          .from(WebTools.SOURCE);
    } catch (WebException e) {
      return ToolOutput.failed(String.valueOf(e.getMessage())).from(WebTools.SOURCE);
    }
  }
}
