package dev.oxydra.tools.web;

import dev.oxydra.types.AgentConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who searches the web. */
sealed interface SearchEngine permits DuckDuckGo, SearXng {
  /** Where the results of a query are. */
  WebAddress address(String query);

  /** The header {@code Accept} of the question. */
  String accept();

  /**
   * Reads the results.
   *
   * @throws WebException when these are none
   */
  List<SearchResult> read(Page page);

  /** The configured one. */
  static SearchEngine of(AgentConfig.Search config) {
    String url = config.baseUrl();
    return switch (config.backend()) {
      case DUCKDUCKGO -> new DuckDuckGo(url == null ? DuckDuckGo.USUAL : withoutSlash(url));
      case SEARXNG -> new SearXng(withoutSlash(url));
    };
  }

  private static String withoutSlash(@Nullable String url) {
    if (url == null) {
      throw new WebException("tools.web.search.base_url is not set in agent.conf");
    }
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** As a query's parameter. */
  static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
