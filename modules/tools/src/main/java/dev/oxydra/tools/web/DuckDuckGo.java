package dev.oxydra.tools.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * DuckDuckGo's page for browsers without scripts.
 *
 * @param baseUrl without a slash at its end
 */
record DuckDuckGo(String baseUrl) implements SearchEngine {
  static final String USUAL = "https://html.duckduckgo.com";

  /** Results lead over a page that counts them. */
  private static final Pattern COUNTED = Pattern.compile("[?&]uddg=([^&]+)");

  @Override
  public WebAddress address(String query) {
    return WebAddress.parse(baseUrl + "/html/?q=" + SearchEngine.escape(query));
  }

  @Override
  public String accept() {
    return "text/html";
  }

  @Override
  public List<SearchResult> read(Page page) {
    Document document = HtmlText.parse(page).document();
    List<SearchResult> results = new ArrayList<>();
    for (Element result : document.select(".result:not(.result--ad)")) {
      Element link = result.selectFirst("a.result__a[href]");
      Element text = result.selectFirst(".result__snippet");
      if (link != null) {
        results.add(
            new SearchResult(
                link.text(), target(link.absUrl("href")), text == null ? "" : text.text()));
      }
    }
    if (results.isEmpty() && document.selectFirst(".no-results, .result--no-result") == null) {
      throw new WebException(
          "DuckDuckGo gives no results but a page of its own, as it does when it takes us for a robot. Try again later, or set tools.web.search in agent.conf");
    }
    return results;
  }

  private static String target(String url) {
    Matcher counted = COUNTED.matcher(url);
    return counted.find() ? URLDecoder.decode(counted.group(1), StandardCharsets.UTF_8) : url;
  }
}
