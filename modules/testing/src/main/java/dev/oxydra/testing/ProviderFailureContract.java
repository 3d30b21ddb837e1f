package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeReply.Ending;
import dev.oxydra.types.Message;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every provider fails: once, in words for the user, and never with half an answer. */
abstract class ProviderFailureContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(strings = {"truncated", "truncated_call"})
  void aTruncatedAnswerIsNoAnswer(String recording) {
    ProviderException failure = failure(recorded(recording));

    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
    assertTrue(failure.retryable());
    assertTrue(message(failure).contains("broke off"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"CUT,CONNECTION", "RESET,CONNECTION", "BAD_CHUNK,MALFORMED_RESPONSE"})
  void aBrokenConnectionIsOneFailure(Ending ending, Kind kind) {
    assertEquals(kind, failure(recorded("truncated").ending(ending)).kind());
  }

  @Test
  void anAnswerThatWasWholeSurvivesABrokenConnection() throws InterruptedException {
    assertEquals("still here", complete(recorded("keepalive").ending(Ending.CUT)).message().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "overloaded"})
  void anErrorInMidStreamIsAFailure(String recording) {
    ProviderException failure = failure(recorded(recording));

    assertTrue(
        failure.kind() == Kind.UNAVAILABLE
            || (recording.equals("overloaded") && failure.kind() == Kind.RATE_LIMITED),
        failure.kind().toString());
    assertTrue(failure.retryable());
    assertEquals(List.of(new StreamEvent.TextDelta("Half of ")), events);
    if (recording.equals("error")) {
      assertTrue(
          message(failure).contains("The server had an error while processing your request."));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStallIsATimeout(boolean beforeFirstToken) {
    server.reply(stalled(beforeFirstToken));
    try (Provider impatient = open(Duration.ofMillis(300))) {
      ProviderException failure =
          assertThrows(
              ProviderException.class,
              () -> impatient.complete(request(Message.user("hi")), events::add));
      assertEquals(Kind.TIMEOUT, failure.kind());
      assertTrue(failure.retryable());
    }
    Await.until("the connection is closed", PATIENCE, () -> server.openConnections() == 0);
  }

  private FakeReply stalled(boolean beforeFirstToken) {
    FakeReply reply = recorded("truncated");
    return new FakeReply(
        200, reply.headers(), beforeFirstToken ? List.of() : reply.pieces(), Ending.STALL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptClosesTheConnection(boolean beforeFirstToken) throws Exception {
    server.reply(stalled(beforeFirstToken));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    CountDownLatch streaming = new CountDownLatch(beforeFirstToken ? 0 : 1);
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                outcome.complete(
                    assertThrows(
                        Throwable.class,
                        () ->
                            provider()
                                .complete(
                                    request(Message.user("hi")), _ -> streaming.countDown()))));
    Await.until("the request arrives", PATIENCE, () -> server.requests().size() == 1);
    streaming.await();
    caller.interrupt();

    assertEquals(InterruptedException.class, outcome.get().getClass());
    Await.until("the connection is closed", PATIENCE, () -> server.openConnections() == 0);
  }

  @Test
  void closingBreaksRunningCalls() throws Exception {
    server.reply(stalled(false));
    CompletableFuture<ProviderException> outcome = new CompletableFuture<>();
    CountDownLatch streaming = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            outcome.complete(
                assertThrows(
                    ProviderException.class,
                    () ->
                        provider()
                            .complete(request(Message.user("hi")), _ -> streaming.countDown()))));
    streaming.await();
    provider().close();

    assertEquals(Kind.CONNECTION, outcome.get().kind());
    assertThrows(
        IllegalStateException.class,
        () -> provider().complete(request(Message.user("hi")), events::add));
  }

  @Test
  void anExceptionOfTheSinkIsTheOutcome() {
    IllegalStateException mine = new IllegalStateException("mine");
    server.reply(recorded("text"));
    List<StreamEvent> got = new ArrayList<>();

    assertSame(
        mine,
        assertThrows(
            IllegalStateException.class,
            () ->
                provider()
                    .complete(
                        request(Message.user("hi")),
                        event -> {
                          got.add(event);
                          throw mine;
                        })));
    assertEquals(1, got.size());
  }

  @Test
  void theSinkIsCalledOnTheCallingThread() throws InterruptedException {
    server.reply(recorded("text"));
    List<Thread> threads = new ArrayList<>();
    provider().complete(request(Message.user("hi")), _ -> threads.add(Thread.currentThread()));
    assertEquals(List.of(Thread.currentThread()), threads.stream().distinct().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: {oops\n\n", "data: []\n\n", "data: 7\n\n", "data: {\"a\":\n\n"})
  void garbageIsMalformed(String wire) {
    assertEquals(Kind.MALFORMED_RESPONSE, failure(FakeReply.events(wire)).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", ": comment\n"})
  void anEndlessAnswerIsBounded(String unit) {
    byte[] piece = unit.repeat((1 << 20) / unit.length()).getBytes(StandardCharsets.UTF_8);
    FakeReply endless =
        new FakeReply(
            200,
            Map.of("Content-Type", "text/event-stream"),
            Collections.nCopies(5000, piece),
            Ending.CLEAN);
    assertEquals(Kind.MALFORMED_RESPONSE, failure(endless).kind());
    Await.until("the connection is closed", PATIENCE, () -> server.openConnections() == 0);
  }

  @Test
  void aPageInPlaceOfAnAnswerIsSaidToBeOne() {
    ProviderException failure =
        failure(FakeReply.status(200, "text/html", "<html><body>Please log in</body></html>"));
    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
    assertTrue(message(failure).contains("Please log in"), failure.getMessage());
    assertTrue(message(failure).contains("base_url"), failure.getMessage());
  }

  @Test
  void nobodyThereIsAConnectionFailure() {
    server.close();
    ProviderException failure =
        assertThrows(
            ProviderException.class,
            () -> provider().complete(request(Message.user("hi")), events::add));
    assertEquals(Kind.CONNECTION, failure.kind());
    assertTrue(failure.retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "authentication,AUTHENTICATION,false",
    "forbidden,AUTHENTICATION,false",
    "not_found,NOT_FOUND,false",
    "overflow,CONTEXT_OVERFLOW,false",
    "rate_limited,RATE_LIMITED,true",
    "unavailable,UNAVAILABLE,true",
  })
  void aRefusalHasItsKind(String name, Kind kind, boolean retryable) {
    ProviderException failure = failure(refusal(name));

    assertEquals(kind, failure.kind(), failure.getMessage());
    assertEquals(retryable, failure.retryable());
    assertTrue(message(failure).contains("theprovider"), failure.getMessage());
    assertEquals(List.of(), events);
  }

  @Test
  void aUsedUpAccountIsNotAskedAgain() {
    JsonNode errors = Documents.json(protocol() + "/errors.json");
    Assumptions.assumeTrue(errors.has("quota"), "this protocol says it no other way than 429");
    ProviderException failure = failure(refusal("quota"));
    assertFalse(failure.retryable(), failure.getMessage());
  }

  /** 413 has no body worth reading in most places. */
  @Test
  void aBodyThatIsTooLargeAsksForCompaction() {
    assertEquals(
        Kind.CONTEXT_OVERFLOW,
        failure(FakeReply.status(413, "text/plain", "Payload Too Large")).kind());
  }

  @Test
  void aWrongKeyIsNamedByWhereItComesFrom() {
    ProviderException failure =
        failure(
            FakeReply.status(
                401, "application/json", "{\"error\":{\"message\":\"no sk-abcdefghijkl12345\"}}"));
    assertTrue(message(failure).contains(KEY_SOURCE), failure.getMessage());
    assertFalse(message(failure).contains("abcdefghijkl"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"429,RATE_LIMITED", "503,UNAVAILABLE"})
  void theServersWishToWaitIsKept(int status, Kind kind) {
    FakeReply busy = FakeReply.status(status, "application/json", "{}").header("Retry-After", "7");
    ProviderException failure = failure(busy);
    assertEquals(kind, failure.kind());
    assertEquals(Duration.ofSeconds(7), failure.retryAfter());
  }

  @Test
  void withoutAWishThereIsNone() {
    assertEquals(null, failure(FakeReply.status(429, "application/json", "{}")).retryAfter());
  }

  @ParameterizedTest
  @CsvSource({"200,application/json", "401,text/html", "500,application/json", "502,text/html"})
  void anythingInPlaceOfAnErrorIsOneFailure(int status, String type) {
    ProviderException failure = failure(FakeReply.status(status, type, "{\"error\":{\"mess"));
    assertTrue(message(failure).length() < 1500, failure.getMessage());
  }

  static String message(ProviderException failure) {
    return Objects.requireNonNull(failure.getMessage());
  }
}
