package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session's events as Server-Sent Events. */
class EventStreamTest {
  private static final SessionId DEFAULT = new SessionId("runtime-alice");

  /** Hearts that beat every 50 ms. */
  private static final Timing QUICK = new Timing(Duration.ofMillis(100), Duration.ofSeconds(60));

  private final Served served =
      Served.start(new InMemoryJournal(), AgentConfig.Gateway.defaults(), Served.tcp(), QUICK);
  private final WebUser user = new WebUser(served);

  @AfterEach
  void close() {
    user.close();
    served.close();
  }

  /** One event as it came. */
  private record Received(long id, String type, JsonNode data) {}

  /** A client that reads one stream. */
  private static final class Reader implements AutoCloseable {
    private final BufferedReader lines;
    private int heartbeats;

    Reader(InputStream in) {
      lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    Received next() throws IOException {
      List<String> fields = new ArrayList<>();
      while (true) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("The stream has ended");
        }
        if (line.startsWith(":")) {
          heartbeats++;
        } else if (line.isEmpty() && fields.size() > 1) {
          return new Received(
              Long.parseLong(field(fields, 0, "id: ")),
              field(fields, 1, "event: "),
              Json.mapper().readTree(field(fields, 2, "data: ")));
        } else if (line.isEmpty()) {
          fields.clear(); // a comment's or that of "retry"
        } else {
          fields.add(line);
        }
      }
    }

    private static String field(List<String> fields, int at, String name) {
      assertTrue(fields.get(at).startsWith(name), fields::toString);
      return fields.get(at).substring(name.length());
    }

    void awaitHeartbeats(int count) throws IOException {
      while (heartbeats < count) {
        if (lines.readLine().startsWith(":")) {
          heartbeats++;
        }
      }
    }

    boolean ended() throws IOException {
      String line = lines.readLine();
      while (line != null && (line.isEmpty() || line.startsWith(":"))) {
        line = lines.readLine();
      }
      return line == null;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private Reader open(String query, String... headers) throws Exception {
    HttpRequest.Builder request =
        user.request("/chat/stream" + query).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> answer =
        user.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, answer.statusCode());
    assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElse(""));
    return new Reader(answer.body());
  }

  private List<Event> turn(String text) throws Exception {
    long before = served.journal().lastSeq(DEFAULT);
    assertEquals(200, user.post("/chat/send?wait=true", Map.of("text", text)).status());
    return served.journal().read(DEFAULT, before, 100);
  }

  private static void assertSame(List<Event> events, Reader reader) throws IOException {
    for (Event event : events) {
      Received received = reader.next();
      assertEquals(event.seq(), received.id());
      assertEquals(EventCodec.type(event.payload()), received.type());
      assertEquals(event.id().toString(), received.data().get("id").asText());
      assertEquals(
          EventCodec.write(event.payload()).toString(), received.data().get("payload").toString());
    }
  }

  @Test
  void sendsWhatHappensFromNowOn() throws Exception {
    turn("before");
    try (Reader reader = open("?session_id=runtime-alice")) {
      assertSame(turn("now"), reader);
      assertSame(turn("later"), reader);
    }
  }

  @Test
  void replaysFromACursorAndGoesOn() throws Exception {
    turn("one");
    List<Event> all = served.journal().read(DEFAULT, 0, 100);
    try (Reader reader = open("?after_seq=0")) {
      assertSame(all, reader);
      assertSame(turn("two"), reader);
    }
  }

  @Test
  void theLastEventIdWins() throws Exception {
    List<Event> events = turn("one");
    String third = Long.toString(events.get(2).seq());
    try (Reader reader = open("?after_seq=0", "Last-Event-ID", third)) {
      assertSame(events.subList(3, events.size()), reader);
    }
    HttpRequest garbage = user.request("/chat/stream").header("Last-Event-ID", "x").build();
    assertEquals(400, user.send(garbage).status());
  }

  @Test
  void aCursorBeyondTheEndIsTheEnd() throws Exception {
    turn("one");
    try (Reader reader = open("?after_seq=1000000")) {
      assertSame(turn("two"), reader);
    }
  }

  @Test
  void aQuietStreamBeatsAndEndsWithItsClient() throws Exception {
    try (Reader reader = open("")) {
      reader.awaitHeartbeats(3);
      assertEquals(1, served.gateway().connections());
    }
    Await.until("it is gone", Served.DEADLINE, () -> served.gateway().connections() == 0);
  }

  @Test
  void endsWhenTheGatewayCloses() throws Exception {
    try (Reader reader = open("")) {
      reader.awaitHeartbeats(1);
      served.gateway().close();
      assertTrue(reader.ended());
    }
  }

  @Test
  void endsWithItsSession() throws Exception {
    SessionId session = served.hub().create("doomed", null, "gateway");
    try (Reader reader = open("?session_id=" + session)) {
      served.journal().delete(session, "user");
      assertEquals("session.deleted", reader.next().type());
      assertTrue(reader.ended());
    }
  }

  @Test
  void aClientThatDoesNotReadIsDroppedAndOthersGoOn() throws Exception {
    Timing hasty = new Timing(Duration.ofSeconds(2), Duration.ofMillis(500));
    String text = "x".repeat(1 << 20);
    try (Served other =
            Served.start(
                new InMemoryJournal(), AgentConfig.Gateway.defaults(), Served.tcp(), hasty);
        WebUser writer = new WebUser(other);
        RawSocket deaf = RawSocket.narrow(other.gateway().address())) {
      deaf.request(
          "GET", "/chat/stream", "Host: localhost", "Authorization: Bearer " + Served.TOKEN);
      for (int i = 0; i < 20; i++) {
        assertEquals(
            202, writer.post("/chat/send", Map.of("text", text, "thread_id", "t")).status());
        assertEquals(200, writer.post("/chat/send?wait=true", Map.of("text", text)).status());
      }
      Await.until("it is dropped", Served.DEADLINE, () -> other.gateway().connections() == 0);
    }
  }
}
