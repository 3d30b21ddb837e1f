package dev.oxydra.tools.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * An instance of SearXNG whose {@code search.formats} has {@code json}.
 *
 * @param baseUrl without a slash at its end
 * @see <a href="https://docs.searxng.org/dev/search_api.html">its search API</a>
 */
record SearXng(String baseUrl) implements SearchEngine {
  @Override
  public WebAddress address(String query) {
    return WebAddress.parse(baseUrl + "/search?format=json&q=" + SearchEngine.escape(query));
  }

  @Override
  public String accept() {
    return "application/json";
  }

  @Override
  public List<SearchResult> read(Page page) {
    List<SearchResult> results = new ArrayList<>();
    for (JsonNode result : json(page).path("results")) {
      results.add(
          new SearchResult(
              result.path("title").asText(),
              result.path("url").asText(),
              result.path("content").asText("")));
    }
    return results;
  }

  private static JsonNode json(Page page) {
    try {
      return Json.mapper().readTree(PageCharset.decode(page));
    } catch (JsonProcessingException e) {
      throw new WebException(
          "%s gives no JSON; add json to search.formats in its settings.yml"
              .formatted(page.address().authority()),
          e);
    }
  }
}
