package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.ProviderHealth.State;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.StreamEvent.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two providers, one of which stands in for the other. */
@Timeout(60)
class FallbackTest {
  private static final ModelRef CHOSEN = ModelRef.parse("one/m");
  private static final ModelRef OTHER = ModelRef.parse("two/n");
  private static final Duration COOLDOWN = Duration.ofSeconds(60);

  private final FakeModelServer one = FakeModelServer.start();
  private final FakeModelServer two = FakeModelServer.start();
  private final FakeTime time = new FakeTime();
  private final Models models =
      new ModelsUnderTest(time)
          .server("one", one)
          .server("two", two)
          .fallback("two/n")
          .maxAttempts(1)
          .models();
  private final List<StreamEvent> events = new ArrayList<>();

  @AfterEach
  void close() {
    models.close();
    one.close();
    two.close();
  }

  private Completion complete() throws InterruptedException {
    return models.complete(ModelsUnderTest.request(CHOSEN, Message.user("hi")), events::add);
  }

  private ProviderException failure() {
    return assertThrows(ProviderException.class, this::complete);
  }

  private ProviderHealth health(ModelRef model) {
    return models.health().stream()
        .filter(health -> health.model().equals(model))
        .findFirst()
        .orElseThrow();
  }

  private static FakeReply status(int status) {
    return FakeReply.status(status, "application/json", "{\"error\":{\"message\":\"Not now\"}}");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503, 408})
  void theOtherAnswersWhenTheChosenOneCant(int status) throws InterruptedException {
    one.reply(status(status));
    two.reply(FakeReply.text("here"));
    Completion answer = complete();
    assertEquals("here", answer.message().text());
    assertEquals(OTHER, answer.model());
    assertEquals("n", two.requests().getFirst().body().path("model").asText());
    Retry told = (Retry) events.getFirst();
    assertEquals(OTHER, told.next());
    assertEquals(Duration.ZERO, told.pause());
    assertTrue(told.reason().contains("one answered " + status), told.reason());
  }

  @Test
  void theChosenOneAnswersIfItCan() throws InterruptedException {
    one.reply(FakeReply.text("here"));
    assertEquals(CHOSEN, complete().model());
    assertEquals(List.of(), two.requests());
    assertEquals(State.CLOSED, health(CHOSEN).state());
    assertNull(health(CHOSEN).lastError());
  }

  @Test
  void theOtherGoesOnWhereTheChosenOneBroke() throws InterruptedException {
    one.reply(ModelsUnderTest.broken("Once upon ", "a ti").ending(Ending.CUT));
    two.reply(FakeReply.text("me."));
    Completion answer = complete();
    assertEquals("Once upon a time.", answer.message().text());
    assertEquals(OTHER, answer.model());
    JsonNode asked = two.requests().getFirst().body().path("messages");
    assertEquals("Once upon a ti", asked.at("/2/content").asText());
    assertTrue(asked.at("/3/content").asText().contains("interrupted"), asked.toString());
  }

  @Test
  void aServerThatIsGoneIsNoObstacle() throws InterruptedException {
    one.close();
    two.reply(FakeReply.text("here"));
    assertEquals(OTHER, complete().model());
  }

  @ParameterizedTest
  @CsvSource({
    "401,AUTHENTICATION",
    "403,AUTHENTICATION",
    "404,NOT_FOUND",
    "400,INVALID_REQUEST",
  })
  void whatTheUserMustMendIsReported(int status, Kind kind) {
    one.reply(status(status));
    assertEquals(kind, failure().kind());
    assertEquals(List.of(), two.requests());
    assertEquals(List.of(), events);
    assertEquals(State.CLOSED, health(CHOSEN).state());
  }

  @Test
  void aConversationThatIsTooLongIsTheCallers() {
    one.reply(
        FakeReply.status(
            400,
            "application/json",
            "{\"error\":{\"message\":\"maximum context length is 10 tokens\"}}"));
    assertEquals(Kind.CONTEXT_OVERFLOW, failure().kind());
    assertEquals(List.of(), two.requests());
  }

  @Test
  void aFallbacksWrongKeyIsReportedWithWhatCameBefore() {
    one.reply(status(503));
    two.reply(status(401));
    ProviderException failure = failure();
    assertEquals(Kind.AUTHENTICATION, failure.kind());
    assertEquals(
        List.of(Kind.UNAVAILABLE),
        Arrays.stream(failure.getSuppressed()).map(e -> ((ProviderException) e).kind()).toList());
  }

  @Test
  void whenAllFailTheChosenOnesFailureIsReported() {
    one.reply(status(503));
    two.reply(status(429));
    ProviderException failure = failure();
    assertEquals(Kind.UNAVAILABLE, failure.kind());
    assertEquals(1, failure.getSuppressed().length);
  }

  @Test
  void aModelThatFailedIsPassedOverForAWhile() throws InterruptedException {
    one.reply(status(503));
    two.reply(FakeReply.text("1")).reply(FakeReply.text("2")).reply(FakeReply.text("3"));
    complete();
    assertEquals(State.OPEN, health(CHOSEN).state());
    assertEquals(1, health(CHOSEN).failures());
    assertEquals(time.instant().plus(COOLDOWN), health(CHOSEN).until());
    assertTrue(health(CHOSEN).lastError().contains("503"), health(CHOSEN).toString());

    events.clear();
    assertEquals("2", complete().message().text());
    assertEquals(1, one.requests().size());
    assertTrue(((Retry) events.getFirst()).reason().contains("passed over"), events.toString());

    time.advance(COOLDOWN);
    assertEquals(State.HALF_OPEN, health(CHOSEN).state());
    assertNull(health(CHOSEN).until());
    one.reply(status(500));
    assertEquals("3", complete().message().text());
    assertEquals(2, health(CHOSEN).failures());
    assertEquals(State.OPEN, health(CHOSEN).state());

    time.advance(COOLDOWN);
    one.reply(FakeReply.text("back"));
    assertEquals("back", complete().message().text());
    assertEquals(State.CLOSED, health(CHOSEN).state());
    assertEquals(0, health(CHOSEN).failures());
  }

  @Test
  void aServerThatAsksForLongerIsLeftAloneForLonger() throws InterruptedException {
    one.reply(status(429).header("Retry-After", "600"));
    two.reply(FakeReply.text("1"));
    complete();
    assertEquals(time.instant().plus(Duration.ofMinutes(10)), health(CHOSEN).until());
  }

  @Test
  void withoutAnotherTheChosenOneIsAskedAllTheSame() throws InterruptedException {
    one.reply(status(503)).reply(FakeReply.text("back"));
    two.reply(status(503));
    failure();
    assertEquals(State.OPEN, health(CHOSEN).state());
    assertEquals(State.OPEN, health(OTHER).state());
    assertEquals("back", complete().message().text());
    assertEquals(1, two.requests().size());
    assertEquals(State.CLOSED, health(CHOSEN).state());
  }

  @Test
  void onlyOneCallTriesWhetherItIsBack() throws Exception {
    one.reply(status(503)).reply(ModelsUnderTest.broken("half").ending(Ending.STALL));
    two.reply(FakeReply.text("1")).reply(FakeReply.text("2"));
    complete();
    time.advance(COOLDOWN);
    ModelsUnderTest.Streaming probe = ModelsUnderTest.Streaming.begin(models, CHOSEN);
    assertEquals(OTHER, complete().model());
    assertInstanceOf(InterruptedException.class, probe.interrupt());
    // Cancelled, it has shown nothing: the next call tries.
    one.reply(FakeReply.text("back"));
    assertEquals(CHOSEN, complete().model());
  }

  @Test
  void allThatCouldBeAskedHaveHealth() {
    assertEquals(List.of(OTHER), models.health().stream().map(ProviderHealth::model).toList());
  }

  @Test
  void anUnknownProviderIsSaidToBe() {
    ProviderException failure =
        assertThrows(
            ProviderException.class,
            () ->
                models.complete(
                    ModelsUnderTest.request(ModelRef.parse("tow/m"), Message.user("hi")),
                    events::add));
    assertEquals(Kind.NOT_FOUND, failure.kind());
    assertTrue(failure.getMessage().contains("two"), failure.getMessage());
  }
}
