package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers for Prometheus. */
class MetricsTest {
  private final Served served = Served.start();
  private final WebUser user = new WebUser(served);

  @AfterEach
  void close() {
    user.close();
    served.close();
  }

  /** The samples, by name and labels. */
  private Map<String, Double> scrape() throws Exception {
    WebUser.Answer answer = user.get("/metrics");
    assertEquals(200, answer.status(), answer.body());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        answer.response().headers().firstValue("Content-Type").orElse(""));
    return answer
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(parts -> parts[0], parts -> Double.parseDouble(parts[1])));
  }

  private double scrape(String name) throws Exception {
    Map<String, Double> samples = scrape();
    assertTrue(samples.containsKey(name), () -> name + " is not in " + samples);
    return samples.get(name);
  }

  @Test
  void countsWhatThereIs() throws Exception {
    try (ProtocolClient client = served.join()) {
      assertEquals("hello_ack", client.received().getFirst().type());
      assertEquals(1, scrape("oxydra_websockets"));
      assertEquals(1, scrape("oxydra_frames_received_total"));
      assertEquals(1, scrape("oxydra_frames_sent_total"));
      assertTrue(scrape("oxydra_connections") >= 2, "the client's and this one");
      Await.until(
          "this one alone is there", Served.DEADLINE, () -> scrape("oxydra_http_requests") == 1);
      assertEquals(1, scrape("oxydra_sessions{archived=\"false\"}"));
      assertEquals(0, scrape("oxydra_sessions{archived=\"true\"}"));
      SessionId other = served.hub().create("other", null, "gateway");
      served.hub().directory().archive(other, true);
      assertEquals(1, scrape("oxydra_sessions{archived=\"true\"}"));
      assertEquals((double) served.journal().lastSeq(other), scrape("oxydra_journal_last_seq"));
    }
    Await.until("it is gone", Served.DEADLINE, () -> scrape("oxydra_websockets") == 0);
    assertTrue(scrape("oxydra_heap_used_bytes") > 1_000_000);
    assertTrue(scrape("oxydra_heap_max_bytes") >= scrape("oxydra_heap_used_bytes"));
    assertTrue(scrape("oxydra_uptime_seconds") >= 0);
  }

  @Test
  void countsTurnsByTheirEnd() throws Exception {
    served
        .runner()
        .script("break", steps -> steps.append(new EventPayload.TurnFailed("max_turns", "no")));
    user.post("/chat/send?wait=true", Map.of("text", "hello"));
    user.post("/chat/send?wait=true", Map.of("text", "break"));
    user.post("/chat/send", Map.of("text", "wait"));
    user.post("/chat/send", Map.of("text", "later"));
    Await.until("it runs", Served.DEADLINE, () -> scrape("oxydra_turns{state=\"running\"}") == 1);
    assertEquals(1, scrape("oxydra_turns{state=\"waiting\"}"));
    served.hub().cancelAll();
    Await.until(
        "both are cancelled",
        Served.DEADLINE,
        () -> scrape("oxydra_turns_ended_total{end=\"cancelled\"}") == 2);
    assertEquals(1, scrape("oxydra_turns_ended_total{end=\"completed\"}"));
    assertEquals(1, scrape("oxydra_turns_ended_total{end=\"failed\"}"));
  }

  @Test
  void needsTheToken() throws Exception {
    HttpRequest stranger = HttpRequest.newBuilder(user.request("/metrics").build().uri()).build();
    assertEquals(401, user.send(stranger).status());
  }
}
