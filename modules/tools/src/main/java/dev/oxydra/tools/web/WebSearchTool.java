package dev.oxydra.tools.web;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a search engine. */
final class WebSearchTool {
  private static final int DEFAULT_COUNT = 8;

  private final Fetcher fetcher;
  private final AgentConfig.Web config;

  WebSearchTool(Fetcher fetcher, AgentConfig.Web config) {
    this.fetcher = fetcher;
    this.config = config;
  }

  @Tool(name = "web_search", tier = Tier.READ_ONLY)
  ToolOutput search(
      @Param("What to look for, as for a search engine") String query,
      @Param(value = "How many results to show at most; default 8", min = 1, max = 50)
          @Nullable Integer count)
      throws InterruptedException {
    if (query.isBlank()) {
      return ToolOutput.failed("/query: must not be empty");
    }
    try {
      SearchEngine engine = SearchEngine.of(config.search());
      Page page = ask(engine, query);
      if (!page.isSuccess()) {
        return ToolOutput.failed(engine.failure(page)).from(WebTools.SOURCE);
      }
      return ToolOutput.ok(shown(engine.read(page), count == null ? DEFAULT_COUNT : count))
          .from(WebTools.SOURCE);
    } catch (WebException e) {
      return ToolOutput.failed(String.valueOf(e.getMessage())).from(WebTools.SOURCE);
    }
  }

  private Page ask(SearchEngine engine, String query) throws InterruptedException {
    WebAddress address = engine.address(query);
    return engine.needsKey()
        ? fetcher.ask(address, engine.accept(), config.fetchLimit())
        : fetcher.get(address, engine.accept(), config.fetchLimit(), _ -> {});
  }

  private static String shown(List<SearchResult> results, int count) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(count, results.size()); i++) {
      shown.append(i + 1).append(". ").append(results.get(i)).append('\n');
    }
    return shown.isEmpty() ? "[Nothing was found]" : shown.toString().stripTrailing();
  }
}
