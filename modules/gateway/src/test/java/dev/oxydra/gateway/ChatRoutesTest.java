package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Talking to agents over plain HTTP. */
class ChatRoutesTest {
  private static final SessionId DEFAULT = new SessionId("runtime-alice");

  private final Served served = Served.start();
  private final WebUser user = new WebUser(served);

  @AfterEach
  void close() {
    user.close();
    served.close();
  }

  private JsonNode sent(Map<String, ?> body) throws Exception {
    WebUser.Answer answer = user.post("/chat/send", body);
    assertEquals(202, answer.status(), answer.body());
    return answer.json();
  }

  private WebUser.Answer asked(Map<String, ?> body) throws Exception {
    return user.post("/chat/send?wait=true", body);
  }

  @Test
  void aMessageIsInTheJournalBeforeItIsAnswered() throws Exception {
    JsonNode accepted = sent(Map.of("actor_id", "default", "user_id", "alice", "text", "wait"));
    assertEquals("runtime-alice", accepted.get("session_id").asText());
    Event event =
        served.journal().turn(DEFAULT, new TurnId(accepted.get("turn_id").asText())).getFirst();
    assertEquals(accepted.get("seq").asLong(), event.seq());
    assertEquals("wait", ((EventPayload.TurnSubmitted) event.payload()).prompt());
  }

  @Test
  void waitsForTheAnswer() throws Exception {
    WebUser.Answer answer = asked(Map.of("text", "hello", "turn_id", "t1"));
    assertEquals(200, answer.status(), answer.body());
    assertEquals("completed", answer.json().at("/turn/state").asText());
    assertEquals("t1", answer.json().at("/turn/turn_id").asText());
    assertEquals("runtime-alice", answer.json().at("/session/session_id").asText());
    assertEquals("You said: hello", answer.json().at("/response/message/content").asText());
    assertEquals(15, answer.json().at("/response/usage/total_tokens").asInt());
  }

  @Test
  void theSameTurnRunsOnce() throws Exception {
    Map<String, String> message = Map.of("text", "hello", "turn_id", "t1");
    assertEquals(200, asked(message).status());
    WebUser.Answer again = asked(message);
    assertEquals("You said: hello", again.json().at("/response/message/content").asText());
    assertEquals(sent(message), sent(message));
    assertEquals(1, served.runner().turns().size());
  }

  @Test
  void aTurnThatFailsOrIsCancelledIsTold() throws Exception {
    served
        .runner()
        .script(
            "break",
            steps -> steps.append(new EventPayload.TurnFailed("max_turns", "It took too long")));
    WebUser.Answer failed = asked(Map.of("text", "break"));
    assertEquals(502, failed.status());
    assertEquals("max_turns", failed.code());
    assertEquals("It took too long", failed.error());
    assertEquals("It took too long", failed.json().get("message").asText());
    assertEquals("failed", failed.json().at("/turn/state").asText());

    Thread canceller =
        Thread.ofVirtual()
            .start(
                () -> Await.until("it runs", Served.DEADLINE, () -> served.hub().cancel(DEFAULT)));
    WebUser.Answer cancelled = asked(Map.of("text", "wait"));
    canceller.join();
    assertEquals(409, cancelled.status());
    assertEquals("turn_cancelled", cancelled.code());
    assertEquals("cancelled", cancelled.json().at("/turn/state").asText());
  }

  @Test
  void aClientThatLeavesLosesNothingButItsAnswer() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    served
        .runner()
        .script(
            "later",
            steps -> {
              go.await();
              steps.answer("done");
            });
    String body = "{\"text\": \"later\", \"turn_id\": \"t1\"}";
    try (RawSocket socket = new RawSocket(served.gateway().address())) {
      socket.write(
          ("POST /chat/send?wait=true HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                  + Served.TOKEN
                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.UTF_8));
      Await.until("it runs", Served.DEADLINE, () -> !served.runner().turns().isEmpty());
    }
    Await.until("it is gone", Served.DEADLINE, () -> served.gateway().connections() == 0);
    Await.until("nobody waits", Served.DEADLINE, () -> served.gateway().http().busy() == 0);
    go.countDown();
    WebUser.Answer again = asked(Map.of("text", "later", "turn_id", "t1"));
    assertEquals("done", again.json().at("/response/message/content").asText());
    assertEquals(1, served.runner().turns().size());
  }

  @Test
  void whoWaitsInASessionThatIsDeletedIsTold() throws Exception {
    AgentConfig.Gateway oneAtATime =
        new AgentConfig.Gateway(List.of(), List.of(), 1 << 20, 4, 10 << 20, 40 << 20, 50, 1, 100);
    try (Served small = Served.start(new InMemoryJournal(), oneAtATime);
        WebUser other = new WebUser(small)) {
      assertEquals(202, other.post("/chat/send", Map.of("text", "wait")).status());
      SessionId doomed = small.hub().create("doomed", null, "gateway");
      Thread deleter =
          Thread.ofVirtual()
              .start(() -> {
                Await.until("it waits", Served.DEADLINE, () -> small.hub().stats().waiting() == 1);
                small.hub().delete(doomed, "user");
              });
      WebUser.Answer answer =
          other.post("/chat/send?wait=true", Map.of("session_id", doomed.value(), "text", "later"));
      deleter.join();
      // It is cancelled first; that is told unless the deletion is seen before.
      assertTrue(
          List.of("turn_cancelled", "unknown_session").contains(answer.code()), answer.body());
    }
  }

  @Test
  void eachAgentHasASessionOfItsOwn() throws Exception {
    String first = sent(Map.of("actor_id", "writer", "text", "one")).get("session_id").asText();
    Await.until(
        "it has ended",
        Served.DEADLINE,
        () -> asked(Map.of("actor_id", "writer", "text", "two")).status() == 200);
    assertNotEquals("runtime-alice", first);
    assertEquals("writer", served.hub().info(new SessionId(first)).agentName());
    assertEquals("http", served.hub().info(new SessionId(first)).channelOrigin());
    assertEquals(
        List.of(first, first),
        served.runner().turns().stream().map(turn -> turn.sessionId().value()).toList());
    assertEquals(
        "runtime-alice",
        sent(Map.of("actor_id", "some-bot", "text", "hi")).get("session_id").asText());
  }

  @Test
  void aThreadIsASessionThatIsFoundAgain() throws Exception {
    Map<String, String> message = Map.of("thread_id", "Plans for May", "text", "hello");
    String session = asked(message).json().at("/session/session_id").asText();
    assertEquals("Plans for May", served.hub().info(new SessionId(session)).displayName());
    assertEquals(session, asked(message).json().at("/session/session_id").asText());
    assertNotEquals(
        session,
        asked(Map.of("thread_id", "Plans for June", "text", "hello"))
            .json()
            .at("/session/session_id")
            .asText());
    assertNotEquals(
        session,
        asked(Map.of("actor_id", "writer", "thread_id", "Plans for May", "text", "hello"))
            .json()
            .at("/session/session_id")
            .asText());
    assertEquals(
        200,
        asked(Map.of("session_id", session, "thread_id", "Plans for May", "text", "both"))
            .status());
    assertEquals(200, asked(Map.of("session_id", session, "text", "its id alone")).status());

    FakeRunner runner = new FakeRunner(served.journal());
    try (SessionHub next =
        new SessionHub(
            served.hub().user(), served.journal(), runner, AgentConfig.Gateway.defaults())) {
      next.start();
      var named = new ChatSessions.Named(null, null, "Plans for May");
      assertEquals(session, new ChatSessions(next).toSend(named).sessionId().value());
    }
  }

  @Test
  void theThreadOfAnotherChannelNeedsBoth() throws Exception {
    SessionId session = ChatSessions.threadOf("telegram", "default", "42");
    served.hub().ensure(session, null, "default", "telegram");
    WebUser.Answer refused =
        user.post("/chat/send", Map.of("session_id", session.value(), "text", "hello"));
    assertEquals(400, refused.status());
    assertTrue(
        refused.error().contains("session_id and thread_id are both needed"), refused.body());
    WebUser.Answer wrong =
        user.post(
            "/chat/send",
            Map.of("session_id", session.value(), "thread_id", "43", "text", "hello"));
    assertEquals(400, wrong.status(), wrong.body());
    assertEquals(
        200,
        asked(Map.of("session_id", session.value(), "thread_id", "42", "text", "hello")).status());
    assertEquals(200, user.get("/chat/default/messages?session_id=" + session.value()).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text': 'x', 'user_id': 'bob'}                    | 403 | wrong_user",
        "{'text': 'x', 'session_id': 'nonesuch'}            | 404 | unknown_session",
        "{'text': 'x', 'session_id': 'no such'}             | 400 | invalid_field",
        "{'text': 'x', 'session_id': 'runtime-alice', 'actor_id': 'writer'} | 400 | invalid_field",
        "{'text': 'x', 'session_id': 'runtime-alice', 'thread_id': 'a'}     | 400 | invalid_field",
        "{'text': 'x', 'thread_id': ''}                     | 400 | invalid_field",
        "{'text': 'x', 'turn_id': 'a b'}                    | 400 | invalid_field",
        "{'text': ' '}                                      | 400 | invalid_field",
        "{}                                                 | 400 | missing_field",
        "{'text': {}}                                       | 400 | invalid_field",
        "{'text': 'x', 'attachments': [null]}               | 400 | invalid_field",
        "{'text': 'x', 'attachments': [{'mime_type': 'a/b'}]} | 400 | missing_field",
        "{'text': 'x', 'attachments': [{'mime_type': 'a/b', 'data': '?'}]} | 400 | invalid_field",
        "{'text': 'x', 'selection': {'model': 'nonesuch'}}  | 400 | unknown_model",
        "[]                                                 | 400 | malformed_json",
        "{'text':                                           | 400 | malformed_json",
      })
  void whatCantBeDoneIsRefused(String body, int status, String code) throws Exception {
    WebUser.Answer answer = user.post("/chat/send", body.replace('\'', '"'));
    assertEquals(status, answer.status(), answer.body());
    assertEquals(code, answer.code(), answer.body());
    assertFalse(answer.error().isBlank());
    assertTrue(served.runner().turns().isEmpty());
  }

  @Test
  void readsMessagesPageByPage() throws Exception {
    for (String text : List.of("one", "two", "three")) {
      assertEquals(200, asked(Map.of("text", text)).status());
    }
    JsonNode all = user.get("/chat/default/messages").json();
    assertEquals("runtime-alice", all.get("session_id").asText());
    assertFalse(all.get("has_more").asBoolean());
    assertEquals(
        List.of(
            "user one",
            "assistant You said: one",
            "user two",
            "assistant You said: two",
            "user three",
            "assistant You said: three"),
        contents(all));
    JsonNode page = user.get("/chat/default/messages?session_id=runtime-alice&limit=4").json();
    assertTrue(page.get("has_more").asBoolean());
    JsonNode rest =
        user.get("/chat/default/messages?after_seq=" + page.get("next_after_seq").asLong()).json();
    assertEquals(List.of("user three", "assistant You said: three"), contents(rest));
    long end = rest.get("next_after_seq").asLong();
    assertEquals(served.journal().lastSeq(DEFAULT), end);
    JsonNode none = user.get("/chat/default/messages?after_seq=" + end).json();
    assertEquals(List.of(), contents(none));
    assertEquals(end, none.get("next_after_seq").asLong());
  }

  private static List<String> contents(JsonNode page) {
    return page.get("messages")
        .valueStream()
        .map(message -> message.get("role").asText() + " " + message.get("content").asText())
        .toList();
  }

  @Test
  void filesAreNamedAmongMessages() throws Exception {
    served.runner().script("draw", steps -> steps.answer("here"));
    WebUser.Answer answer =
        asked(
            Map.of(
                "text",
                "draw",
                "attachments",
                List.of(Map.of("mime_type", "image/png", "data", "AAAA"))));
    assertEquals(200, answer.status(), answer.body());
    assertEquals(3, served.runner().turns().getFirst().attachments().getFirst().data().length);
  }

  @ParameterizedTest
  @CsvSource({
    "/chat/default/messages?limit=0,                     400",
    "/chat/default/messages?limit=1001,                  400",
    "/chat/default/messages?limit=ten,                   400",
    "/chat/default/messages?limit=1&limit=2,             400",
    "/chat/default/messages?after_seq=-1,                400",
    "/chat/default/messages?after_seq=99999999999999999999, 400",
    "/chat/default/messages?session_id=nonesuch,         404",
    "/chat/default/messages?session_id=%20,              400",
    "/chat/default/messages?thread_id=nonesuch,          404",
    "/chat/writer/messages?session_id=runtime-alice,     400",
    "/chat/writer/messages,                              404",
    "/chat//messages,                                    404",
    "/chat/a%2Fb/messages,                               200",
    "/chat/stream?session_id=nonesuch,                   404",
    "/chat/stream?after_seq=x,                           400",
  })
  void queriesAreChecked(String path, int status) throws Exception {
    WebUser.Answer answer = user.get(path);
    assertEquals(status, answer.status(), answer.body());
    assertEquals(status == 200, answer.error().isEmpty(), answer.body());
  }

  @Test
  void manyWaitAtOnce() throws Exception {
    try (Served small = Served.start(new InMemoryJournal(), AgentConfig.Gateway.defaults());
        WebUser other = new WebUser(small)) {
      List<Thread> threads =
          java.util.stream.IntStream.range(0, 20)
              .mapToObj(i ->
                  Thread.ofVirtual()
                      .start(() -> {
                        try {
                          other.post(
                              "/chat/send?wait=true",
                              Map.of("thread_id", "t" + i, "text", "hello"));
                        } catch (Exception e) {
                          throw new AssertionError(e);
                        }
                      }))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(20, small.runner().turns().size());
    }
  }
}
