package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.FakeReply.Ending;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.StreamEvent.Retry;
import dev.oxydra.types.StreamEvent.TextDelta;
import dev.oxydra.types.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One provider that fails for a while, through a socket. */
@Timeout(60)
class RetryTest {
  private static final ModelRef MODEL = ModelRef.parse("one/m");

  private final FakeModelServer server = FakeModelServer.start();
  private final FakeTime time = new FakeTime();
  private final ModelsUnderTest wiring = new ModelsUnderTest(time).server("one", server);
  private Models models = wiring.models();
  private final List<StreamEvent> events = new ArrayList<>();

  @AfterEach
  void close() {
    models.close();
    server.close();
  }

  private Completion complete() throws InterruptedException {
    return models.complete(ModelsUnderTest.request(MODEL, Message.user("hi")), events::add);
  }

  private ProviderException failure() {
    return assertThrows(ProviderException.class, this::complete);
  }

  private List<Retry> retries() {
    return events.stream().filter(Retry.class::isInstance).map(Retry.class::cast).toList();
  }

  private static FakeReply status(int status) {
    return FakeReply.status(status, "application/json", "{\"error\":{\"message\":\"Not now\"}}");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 529})
  void aServerInTroubleIsAskedAgain(int status) throws InterruptedException {
    server.reply(status(status)).reply(status(status)).reply(FakeReply.text("now"));
    assertEquals("now", complete().message().text());
    assertEquals(3, server.requests().size());
    assertEquals(server.requests().get(0).body(), server.requests().get(2).body());
    assertEquals(time.pauses(), retries().stream().map(Retry::pause).toList());
    assertEquals(2, retries().size());
    assertEquals(MODEL, retries().getFirst().next());
    assertTrue(retries().getFirst().reason().contains("Not now"), retries().toString());
  }

  @Test
  void whatTheServerAsksForIsWaited() throws InterruptedException {
    server
        .reply(status(429).header("Retry-After", "7"))
        .reply(status(429).header("x-ratelimit-reset-requests", "1m30s"))
        .reply(status(503).header("retry-after-ms", "1234"))
        .reply(FakeReply.text("now"));
    models.close();
    models = wiring.maxWait(Duration.ofSeconds(90)).models();
    assertEquals("now", complete().message().text());
    assertEquals(
        List.of(Duration.ofSeconds(7), Duration.ofSeconds(90), Duration.ofMillis(1234)),
        time.pauses());
  }

  @Test
  void aPauseThatIsTooLongIsNotWaited() {
    server.reply(status(429).header("Retry-After", "3600"));
    ProviderException failure = failure();
    assertEquals(Duration.ofHours(1), failure.retryAfter());
    assertEquals(List.of(), time.pauses());
    assertEquals(1, server.requests().size());
  }

  @Test
  void attemptsAreCounted() {
    for (int i = 0; i < 9; i++) {
      server.reply(status(500));
    }
    assertEquals(Kind.UNAVAILABLE, failure().kind());
    assertEquals(4, server.requests().size());
    assertEquals(3, time.pauses().size());
    Duration bound = Duration.ofMillis(500);
    for (Duration pause : time.pauses()) {
      assertTrue(pause.compareTo(bound) <= 0, time.pauses().toString());
      bound = bound.multipliedBy(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422})
  void whatNoTimeMendsIsNotTriedAgain(int status) {
    server.reply(status(status)).reply(FakeReply.text("never"));
    failure();
    assertEquals(1, server.requests().size());
    assertEquals(List.of(), events);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"CUT", "RESET", "BAD_CHUNK", "CLEAN"})
  void anAnswerThatBreaksBeforeItBeginsIsAskedForAgain(Ending ending) throws InterruptedException {
    server.reply(FakeReply.events(": hello\n\n").ending(ending)).reply(FakeReply.text("whole"));
    assertEquals("whole", complete().message().text());
    assertEquals(server.requests().get(0).body(), server.requests().get(1).body());
    assertInstanceOf(Retry.class, events.getFirst());
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"CUT", "RESET", "BAD_CHUNK", "CLEAN"})
  void anAnswerThatBreaksLaterGoesOn(Ending ending) throws InterruptedException {
    server
        .reply(ModelsUnderTest.broken("Once upon ", "a ti").ending(ending))
        .reply(ModelsUnderTest.broken("me there ").ending(ending))
        .reply(FakeReply.text("was ", "a robot."));

    Completion answer = complete();

    assertEquals("Once upon a time there was a robot.", answer.message().text());
    assertEquals(1, answer.message().content().size());
    assertEquals(new Usage(10, 5, 0, 0), answer.usage());
    assertEquals(
        List.of("T", "T", "R", "T", "R", "T", "T"),
        events.stream().map(event -> event instanceof TextDelta ? "T" : "R").toList());
    JsonNode second = server.requests().get(1).body().path("messages");
    JsonNode third = server.requests().get(2).body().path("messages");
    assertEquals(2, server.requests().get(0).body().path("messages").size());
    assertEquals(4, second.size());
    assertEquals("assistant", second.at("/2/role").asText());
    assertEquals("Once upon a ti", second.at("/2/content").asText());
    assertEquals("user", second.at("/3/role").asText());
    assertTrue(second.at("/3/content").asText().contains("was interrupted"), second.toString());
    assertEquals(4, third.size());
    assertEquals("Once upon a time there ", third.at("/2/content").asText());
  }

  @Test
  void aServerThatNeverAnswersIsAskedAgain() throws InterruptedException {
    models.close();
    models = wiring.patience(Duration.ofSeconds(2)).models();
    server
        .reply(new FakeReply(200, Map.of(), List.of(), Ending.STALL))
        .reply(ModelsUnderTest.broken("half ").ending(Ending.STALL))
        .reply(FakeReply.text("done"));
    assertEquals("half done", complete().message().text());
    assertTrue(retries().get(0).reason().contains("sent nothing"), retries().toString());
    assertTrue(retries().get(1).reason().contains("mid-answer"), retries().toString());
  }

  @Test
  void nobodyThereIsTriedAgain() {
    server.close();
    assertEquals(Kind.CONNECTION, failure().kind());
    assertEquals(3, retries().size());
  }

  @Test
  void aToolIsRunOnce() throws InterruptedException {
    server
        .reply(FakeReply.recorded("truncated_call"))
        .reply(FakeReply.recorded("fragments").ending(Ending.CUT).first(700))
        .reply(FakeReply.recorded("fragments"));
    List<String> ran = new ArrayList<>();
    Completion answer = complete();
    answer.message().toolCalls().forEach(call -> ran.add(call.id()));
    assertEquals(List.of("call_a"), ran);
    assertEquals(3, server.requests().size());
    // Fragments are void: nothing of them is in the next request.
    assertEquals(server.requests().get(0).body(), server.requests().get(2).body());
  }

  @Test
  void anInterruptPassesWhileItWaits() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    models.close();
    models =
        wiring.models(
            new Timing(
                time,
                length -> {
                  waiting.countDown();
                  Thread.sleep(Duration.ofHours(1));
                },
                new Random(1)));
    server.reply(status(500)).reply(FakeReply.text("never"));
    CompletableFuture<Exception> outcome = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> outcome.complete(assertThrows(Exception.class, this::complete)));
    waiting.await();
    thread.interrupt();
    assertInstanceOf(InterruptedException.class, outcome.get());
    assertEquals(1, server.requests().size());
  }

  @Test
  void anInterruptInMidAnswerIsNoFailure() throws Exception {
    server.reply(ModelsUnderTest.broken("half ").ending(Ending.STALL));
    assertInstanceOf(
        InterruptedException.class, ModelsUnderTest.Streaming.begin(models, MODEL).interrupt());
    assertEquals(1, server.requests().size());
    assertEquals(0, models.health().getFirst().failures());
  }
}
