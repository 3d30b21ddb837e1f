package dev.oxydra.tools.web;

import dev.oxydra.types.AgentConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who searches the web. */
sealed interface SearchEngine permits DuckDuckGo, SearXng, Google {
  /** Where the results of a query are. */
  WebAddress address(String query);

  /** The header {@code Accept} of the question. */
  String accept();

  /** Whether the broker itself is asked, which adds a key that no guest has. */
  default boolean needsKey() {
    return false;
  }

  /** What is said where there is no success. */
  default String failure(Page page) {
    return "The search failed: " + page.summary();
  }

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
      case GOOGLE -> new Google(config.engineId() == null ? "" : config.engineId());
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
