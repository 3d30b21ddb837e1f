package dev.oxydra.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.FakeReply.Ending;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Usage;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenAiChatTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final ModelRef MODEL = ModelRef.parse("openai/gpt-5-mini");

  private final FakeModelServer server = FakeModelServer.start();
  private final Provider provider = provider(server.address(), Duration.ofSeconds(20));
  private final List<StreamEvent> events = new ArrayList<>();

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  private static Provider provider(SocketAddress address, Duration patience) {
    return OpenAiChat.create(
        new ProviderRoute(
            new ProviderId("openai"),
            "openai",
            "http://broker/providers/openai",
            new ProviderRoute.Timeouts(patience, patience)),
        address);
  }

  private static ModelRequest request(Message... messages) {
    return new ModelRequest(MODEL, "Be brief.", List.of(messages), List.of());
  }

  private Completion complete(FakeReply reply) throws InterruptedException {
    server.reply(reply);
    events.clear();
    return provider.complete(request(Message.user("hi")), events::add);
  }

  private ProviderException failure(FakeReply reply) {
    return assertThrows(ProviderException.class, () -> complete(reply));
  }

  private String streamedText() {
    return events.stream()
        .map(event -> event instanceof StreamEvent.TextDelta(String text) ? text : "")
        .collect(Collectors.joining());
  }

  @Test
  void streamsText() throws InterruptedException {
    Completion answer = complete(FakeReply.recorded("text"));

    assertEquals("Grüße aus 東京 🗼.", answer.message().text());
    assertEquals("Grüße aus 東京 🗼.", streamedText());
    assertEquals(3, events.size());
    assertEquals(FinishReason.STOP, answer.finishReason());
    assertEquals(new Usage(120, 30, 64, 0), answer.usage());
  }

  @Test
  void speaksOverUnixSocket() throws Exception {
    Path folder = Files.createTempDirectory("ox");
    SocketAddress socket = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (FakeModelServer unix = FakeModelServer.start(socket);
        Provider overUnix = provider(socket, DEADLINE)) {
      unix.reply(FakeReply.recorded("fragments").inPiecesOf(1));
      unix.reply(FakeReply.text("half").first(20).ending(Ending.CUT));

      Completion answer = overUnix.complete(request(Message.user("hi")), events::add);

      assertEquals("file_write", answer.message().toolCalls().getFirst().name());
      assertEquals("broker", unix.requests().getFirst().headers().get("host"));
      assertThrows(
          ProviderException.class,
          () -> overUnix.complete(request(Message.user("hi")), events::add));
    }
    Files.delete(folder);
  }

  @Test
  void joinsFragmentsOfToolCall() throws InterruptedException {
    Completion answer = complete(FakeReply.recorded("fragments"));

    ToolCall call = answer.message().toolCalls().getFirst();
    assertEquals(
        new ToolCall("call_a", "file_write", json("{'path':'notes.txt','content':'hello'}")), call);
    assertEquals(FinishReason.TOOL_CALLS, answer.finishReason());
    assertEquals(new StreamEvent.ToolCallDelta(0, "call_a", "file_write", "{\"pa"), events.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two_calls", "interleaved_calls"})
  void keepsParallelCallsApart(String recording) throws InterruptedException {
    Completion answer = complete(FakeReply.recorded(recording));

    assertEquals(
        List.of(
            new ToolCall("call_a", "file_read", json("{'path':'a.txt'}")),
            new ToolCall("call_b", "file_read", json("{'path':'b.txt'}"))),
        answer.message().toolCalls());
  }

  @Test
  void tellsReasoningFromText() throws InterruptedException {
    Completion answer = complete(FakeReply.recorded("reasoning"));

    assertEquals(
        List.of(new Content.Reasoning("First I think.", null), new Content.Text("Done.")),
        answer.message().content());
    assertEquals(new StreamEvent.ReasoningDelta("First "), events.getFirst());
    assertEquals(20, Objects.requireNonNull(answer.usage()).reasoningTokens());
  }

  @Test
  void needsNoDoneAndPassesOverComments() throws InterruptedException {
    assertEquals("still here", complete(FakeReply.recorded("keepalive")).message().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "fragments", "interleaved_calls", "reasoning", "keepalive"})
  void anySplitGivesSameEvents(String recording) throws InterruptedException {
    FakeReply reply = FakeReply.recorded(recording);
    Completion whole = complete(reply);
    List<StreamEvent> expected = List.copyOf(events);
    assertEquals(whole, complete(reply.inPiecesOf(1)));
    assertEquals(expected, events);
    for (int i = 0; i < 10; i++) {
      long seed = new Random().nextLong();
      assertEquals(whole, complete(reply.inRandomPieces(seed)), "seed " + seed);
      assertEquals(expected, events, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "truncated_call"})
  void truncatedAnswerIsNoAnswer(String recording) {
    ProviderException failure = failure(FakeReply.recorded(recording));

    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
    assertTrue(failure.getMessage().contains("broke off"), failure.getMessage());
    assertFalse(events.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"CUT,CONNECTION", "RESET,CONNECTION", "BAD_CHUNK,MALFORMED_RESPONSE"})
  void brokenConnectionIsOneFailure(Ending ending, Kind kind) {
    assertEquals(kind, failure(FakeReply.recorded("truncated").ending(ending)).kind());
  }

  @Test
  void answerThatWasWholeSurvivesBrokenConnection() throws InterruptedException {
    assertEquals(
        "still here",
        complete(FakeReply.recorded("keepalive").ending(Ending.CUT)).message().text());
  }

  @Test
  void errorInMidStreamIsFailure() {
    ProviderException failure = failure(FakeReply.recorded("error"));

    assertEquals(Kind.UNAVAILABLE, failure.kind());
    assertTrue(
        failure.getMessage().contains("The server had an error while processing your request."));
    assertEquals("Half of ", streamedText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "nothing"})
  void stallIsTimeout(String recording) {
    FakeReply reply =
        recording.equals("nothing") ? FakeReply.events("") : FakeReply.recorded(recording);
    FakeReply stalled =
        new FakeReply(
            200,
            reply.headers(),
            recording.equals("nothing") ? List.of() : reply.pieces(),
            Ending.STALL);
    server.reply(stalled);
    try (Provider impatient = provider(server.address(), Duration.ofMillis(300))) {
      ProviderException failure =
          assertThrows(
              ProviderException.class,
              () -> impatient.complete(request(Message.user("hi")), events::add));
      assertEquals(Kind.TIMEOUT, failure.kind());
      assertTrue(failure.retryable());
    }
    Await.until("the connection is closed", DEADLINE, () -> server.openConnections() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interruptClosesConnection(boolean beforeFirstToken) throws Exception {
    FakeReply reply = FakeReply.recorded("truncated");
    server.reply(
        new FakeReply(
            200, reply.headers(), beforeFirstToken ? List.of() : reply.pieces(), Ending.STALL));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    CountDownLatch streaming = new CountDownLatch(beforeFirstToken ? 0 : 2);
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                outcome.complete(
                    assertThrows(
                        Throwable.class,
                        () ->
                            provider.complete(
                                request(Message.user("hi")), _ -> streaming.countDown()))));
    Await.until("the request arrives", DEADLINE, () -> server.requests().size() == 1);
    streaming.await();
    caller.interrupt();

    assertEquals(InterruptedException.class, outcome.get().getClass());
    Await.until("the connection is closed", DEADLINE, () -> server.openConnections() == 0);
  }

  @Test
  void exceptionOfSinkIsTheOutcome() {
    IllegalStateException mine = new IllegalStateException("mine");
    server.reply(FakeReply.recorded("text"));
    int[] calls = {0};

    assertSame(
        mine,
        assertThrows(
            IllegalStateException.class,
            () ->
                provider.complete(
                    request(Message.user("hi")),
                    _ -> {
                      calls[0]++;
                      throw mine;
                    })));
    assertEquals(1, calls[0]);
  }

  @Test
  void callsSinkOnCallingThread() throws InterruptedException {
    server.reply(FakeReply.recorded("text"));
    List<Thread> threads = new ArrayList<>();
    provider.complete(request(Message.user("hi")), _ -> threads.add(Thread.currentThread()));
    assertEquals(List.of(Thread.currentThread()), threads.stream().distinct().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: {oops\n\n", "data: []\n\n", "data: 7\n\n"})
  void garbageIsMalformed(String wire) {
    assertEquals(Kind.MALFORMED_RESPONSE, failure(FakeReply.events(wire)).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", ": comment\n"})
  void endlessAnswerIsBounded(String unit) {
    byte[] piece = unit.repeat((1 << 20) / unit.length()).getBytes(StandardCharsets.UTF_8);
    FakeReply endless =
        new FakeReply(
            200,
            Map.of("Content-Type", "text/event-stream"),
            Collections.nCopies(200, piece),
            Ending.CLEAN);
    assertEquals(Kind.MALFORMED_RESPONSE, failure(endless).kind());
  }

  @Test
  void nobodyThereIsConnectionFailure() {
    server.close();
    ProviderException failure =
        assertThrows(
            ProviderException.class,
            () -> provider.complete(request(Message.user("hi")), events::add));
    assertEquals(Kind.CONNECTION, failure.kind());
  }

  @Test
  void closingBreaksRunningCalls() throws Exception {
    server.reply(FakeReply.recorded("truncated").ending(Ending.STALL));
    CompletableFuture<ProviderException> outcome = new CompletableFuture<>();
    CountDownLatch streaming = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() ->
            outcome.complete(
                assertThrows(
                    ProviderException.class,
                    () ->
                        provider.complete(
                            request(Message.user("hi")), _ -> streaming.countDown()))));
    streaming.await();
    provider.close();

    assertEquals(Kind.CONNECTION, outcome.get().kind());
    assertThrows(
        IllegalStateException.class,
        () -> provider.complete(request(Message.user("hi")), events::add));
  }

  @Test
  void argumentsThatAreNotJsonStayText() throws InterruptedException {
    ToolCall call =
        complete(FakeReply.toolCall("c", "t", "{\"path\": oops")).message().toolCalls().getFirst();
    assertTrue(call.arguments().isTextual());
    assertEquals("{\"path\": oops", call.arguments().asText());
    assertEquals(
        json("{}"),
        complete(FakeReply.toolCall("c", "t", "")).message().toolCalls().getFirst().arguments());
  }

  @Test
  void writesTheWholeConversation() throws InterruptedException {
    JsonNode schema =
        json(
            "{'type':'object','properties':{'path':{'type':'string','pattern':'^/'},'n':{}},"
                + "'required':[],'$defs':{'x':{'const':1}},'additionalProperties':false}");
    server.reply(FakeReply.text("ok"));
    provider.complete(
        new ModelRequest(
            MODEL,
            "Be brief.",
            List.of(
                new Message(
                    Role.USER,
                    List.of(
                        new Content.Text("What is this?"),
                        new Attachment("image/png", new byte[] {1, 2, 3}))),
                new Message(
                    Role.ASSISTANT,
                    List.of(
                        new Content.Reasoning("hm", null),
                        new ToolCall("c1", "file_read", json("{'path':'/a'}")),
                        new ToolCall("c2", "file_read", json("'oops'")))),
                Message.toolResults(
                    List.of(
                        new ToolResult("c1", ToolResult.Outcome.OK, "A"),
                        new ToolResult("c2", ToolResult.Outcome.ERROR, ""))),
                Message.assistant("It is A.")),
            List.of(new ToolSpec("file_read", "Reads.", schema, SafetyTier.READ_ONLY))),
        events::add);

    FakeModelServer.Request sent = server.requests().getFirst();
    assertEquals("/providers/openai/chat/completions", sent.target());
    assertFalse(sent.headers().containsKey("authorization"));
    assertFalse(sent.headers().containsKey("upgrade"));
    assertEquals(
        json(
            """
            {'model':'gpt-5-mini','stream':true,'stream_options':{'include_usage':true},
             'messages':[
              {'role':'system','content':'Be brief.'},
              {'role':'user','content':[{'type':'text','text':'What is this?'},
               {'type':'image_url','image_url':{'url':'data:image/png;base64,AQID','detail':'auto'}}]},
              {'role':'assistant','tool_calls':[
               {'id':'c1','type':'function','function':{'name':'file_read','arguments':'{\\"path\\":\\"/a\\"}'}},
               {'id':'c2','type':'function','function':{'name':'file_read','arguments':'{\\"invalid_arguments\\":\\"oops\\"}'}}]},
              {'role':'tool','tool_call_id':'c1','content':'A'},
              {'role':'tool','tool_call_id':'c2','content':''},
              {'role':'assistant','content':'It is A.'}],
             'tools':[{'type':'function','function':{'name':'file_read','description':'Reads.','parameters':%s}}]}
            """
                .formatted(schema)),
        sent.body());
  }

  @Test
  void aLargeImageIsNotHeldSeveralTimes() throws InterruptedException {
    byte[] photo = new byte[10 << 20];
    long seed = System.nanoTime();
    new Random(seed).nextBytes(photo);
    Message message =
        new Message(
            Role.USER,
            List.of(new Content.Text("What is this?"), new Attachment("image/jpeg", photo)));
    complete(FakeReply.text("warm"));
    server.reply(FakeReply.text("a ", "cat"));
    // A virtual thread's allocations aren't counted: the test's own thread calls.
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    provider.complete(request(message), events::add);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < photo.length / 2, allocated + " bytes");
    assertEquals(
        "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(photo),
        server.requests().getLast().lastMessage().at("/content/1/image_url/url").asText(),
        "seed " + seed);
  }

  @Test
  void severalImagesAreEachInTheirPlace() throws InterruptedException {
    server.reply(FakeReply.text("ok"));
    provider.complete(
        request(
            new Message(
                Role.USER,
                List.of(
                    new Attachment("image/png", new byte[0]),
                    new Content.Text("image:and text"),
                    new Attachment("image/svg+xml", new byte[] {1}),
                    new Attachment("image/\"png", new byte[] {2})))),
        events::add);
    JsonNode parts = server.requests().getFirst().lastMessage().path("content");
    assertEquals("data:image/png;base64,", parts.at("/0/image_url/url").asText());
    assertEquals("image:and text", parts.at("/1/text").asText());
    assertEquals("data:image/svg+xml;base64,AQ==", parts.at("/2/image_url/url").asText());
    assertTrue(parts.at("/3/text").asText().contains("can't be shown"), parts.toString());
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
