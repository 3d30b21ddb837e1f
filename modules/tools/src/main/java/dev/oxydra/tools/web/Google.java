package dev.oxydra.tools.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One of Google's programmable search engines, which the broker asks: it has the key.
 *
 * @param engineId which one
 * @see <a href="https://developers.google.com/custom-search/v1/reference/rest/v1/Search">what it
 *     answers</a>
 */
record Google(String engineId) implements SearchEngine {
  /** The most that one question is answered with. */
  private static final int MOST = 10;

  @Override
  public WebAddress address(String query) {
    return WebAddress.parse(
        "http://broker/search?cx=%s&num=%d&q=%s"
            .formatted(SearchEngine.escape(engineId), MOST, SearchEngine.escape(query)));
  }

  @Override
  public String accept() {
    return "application/json";
  }

  @Override
  public boolean needsKey() {
    return true;
  }

  /** Both Google and the broker give their reason as {@code error.message}. */
  @Override
  public String failure(Page page) {
    int status = page.head().status();
    String said = reason(page);
    String advice =
        switch (status) {
          case 403 ->
              " The key of tools.web.search needs the Custom Search API, which the user enables at"
                  + " Google.";
          case 429 -> " The quota is used up: it is of no use to try again at once.";
          default -> "";
        };
    return "The search failed (%d): %s%s"
        .formatted(status, said.isEmpty() ? page.head().reason() : said, advice);
  }

  private static String reason(Page page) {
    try {
      return json(page).at("/error/message").asText("");
    } catch (WebException e) {
      return "";
    }
  }

  @Override
  public List<SearchResult> read(Page page) {
    List<SearchResult> results = new ArrayList<>();
    for (JsonNode item : json(page).path("items")) {
      results.add(
          new SearchResult(
              item.path("title").asText(),
              item.path("link").asText(),
              item.path("snippet").asText("")));
    }
    return results;
  }

  private static JsonNode json(Page page) {
    try {
      return Json.mapper().readTree(PageCharset.decode(page));
    } catch (JsonProcessingException e) {
      throw new WebException("The search gives no JSON", e);
    }
  }
}
