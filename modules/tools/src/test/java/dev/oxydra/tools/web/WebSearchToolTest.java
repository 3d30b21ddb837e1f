package dev.oxydra.tools.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.AgentConfig.SearchBackend;
import dev.oxydra.types.Json;
import dev.oxydra.types.ToolOutput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WebSearchToolTest {
  private static ToolOutput search(WebBench web, String query, int count) throws Exception {
    return web.run(
        "web_search", Json.mapper().createObjectNode().put("query", query).put("count", count));
  }

  private static WebBench with(SearchBackend backend, String url) throws Exception {
    return new WebBench(WebBench.searching(backend, url));
  }

  @Test
  void readsDuckDuckGo() throws Exception {
    try (WebBench web = with(SearchBackend.DUCKDUCKGO, "http://site.example/")) {
      web.site.on(
          "/html/?q=a+b%26c",
          "text/html",
          """
          <div class="result result--ad"><a class="result__a" href="https://ad.example/">Buy</a></div>
          <div class="result results_links"><h2><a class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fone.example%2F%3Fx%3D1&amp;rut=9">The <b>one</b></a></h2>
          <a class="result__snippet">About <b>one</b></a></div>
          <div class="result"><a class="result__a" href="https://two.example/">Two</a></div>
          """);
      assertEquals(
          ToolOutput.ok(
                  "1. The one\n   https://one.example/?x=1\n   About one\n2. Two\n   https://two.example/")
              .from("web"),
          search(web, "a b&c", 5));
      assertEquals(
          "1. The one\n   https://one.example/?x=1\n   About one", search(web, "a b&c", 1).text());
    }
  }

  @Test
  void tellsNothingFoundFromNothingGiven() throws Exception {
    try (WebBench web = with(SearchBackend.DUCKDUCKGO, "http://site.example")) {
      web.site.on("/html/?q=a", "text/html", "<div class='no-results'>No results</div>");
      web.site.on("/html/?q=b", "text/html", "<div class='anomaly-modal'>Choose ducks</div>");
      assertEquals(ToolOutput.ok("[Nothing was found]").from("web"), search(web, "a", 5));
      ToolOutput robot = search(web, "b", 5);
      assertFalse(robot.ok());
      assertTrue(robot.text().contains("takes us for a robot"), robot.text());
    }
  }

  @Test
  void readsSearXng() throws Exception {
    try (WebBench web = with(SearchBackend.SEARXNG, "http://site.example/searx/")) {
      web.site.on(
          "/searx/search?format=json&q=a",
          "application/json",
          "{\"results\":[{\"title\":\"One\",\"url\":\"https://one.example\",\"content\":\"first\"},{\"title\":\"Two\",\"url\":\"https://two.example\"}]}");
      web.site.on("/searx/search?format=json&q=b", "text/html", "<p>no");
      assertEquals(
          "1. One\n   https://one.example\n   first\n2. Two\n   https://two.example",
          search(web, "a", 5).text());
      assertTrue(search(web, "b", 5).text().contains("search.formats"));
      assertEquals(
          "The search failed: http://site.example/searx/search?format=json&q=c 404 Not Found no content type",
          search(web, "c", 5).text());
      assertEquals("/query: must not be empty", search(web, " ", 5).text());
    }
  }

  @Test
  void tellsWhyTheBrokerRefuses() throws Exception {
    try (WebBench web = with(SearchBackend.DUCKDUCKGO, null)) {
      assertEquals(
          ToolOutput.failed(StandInProxy.REFUSAL + "html.duckduckgo.com:443.").from("web"),
          search(web, "a", 5));
    }
  }

  private static WebBench google() throws Exception {
    WebBench web =
        new WebBench(
            new AgentConfig.Web(
                Duration.ofSeconds(30),
                1 << 20,
                new AgentConfig.Search(SearchBackend.GOOGLE, null, "0123:ab-c", null, null, null)));
    web.proxy.know(StandInProxy.BROKER, web.site.port());
    return web;
  }

  @Test
  void readsGoogleByWayOfTheBrokerAndHasNoKey() throws Exception {
    try (WebBench web = google()) {
      web.site.on(
          "/search?cx=0123%3Aab-c&num=10&q=a+b%26key%3Dc",
          "application/json",
          """
          {"items":[{"title":"One","link":"https://one.example","snippet":"first"},
           {"title":"Two","link":"https://two.example"}]}\
          """);
      web.site.on("/search?cx=0123%3Aab-c&num=10&q=b", "application/json", "{}");
      web.site.on("/search?cx=0123%3Aab-c&num=10&q=c", "text/html", "<p>no");
      assertEquals(
          "1. One\n   https://one.example\n   first\n2. Two\n   https://two.example",
          search(web, "a b&key=c", 5).text());
      assertEquals(ToolOutput.ok("[Nothing was found]").from("web"), search(web, "b", 5));
      assertEquals("The search gives no JSON", search(web, "c", 5).text());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401|No key for the search: set X|The search failed (401): No key for the search: set X",
        "403|Custom Search API has not been used|The search failed (403): Custom Search API has not been used The key of tools.web.search needs the Custom Search API, which the user enables at Google.",
        "429|Quota exceeded for 'Queries per day'|The search failed (429): Quota exceeded for 'Queries per day' The quota is used up: it is of no use to try again at once.",
      })
  void tellsWhyGoogleRefuses(int status, String said, String shown) throws Exception {
    try (WebBench web = google()) {
      web.site.on(
          "/search?cx=0123%3Aab-c&num=10&q=a",
          status,
          "Content-Type: application/json\r\n",
          "{\"error\":{\"code\":%d,\"message\":\"%s\"}}"
              .formatted(status, said)
              .getBytes(StandardCharsets.UTF_8));
      assertEquals(ToolOutput.failed(shown).from("web"), search(web, "a", 5));
    }
  }
}
