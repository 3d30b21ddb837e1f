package dev.oxydra.provider.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.QuotedJson;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
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
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Going on from an answer that the server keeps, and what goes back where it can't. */
@Timeout(60)
class ResponsesChainTest {
  private static final FakeReply LOST =
      FakeReply.status(
          400,
          "application/json",
          "{\"error\":{\"message\":\"Previous response with id 'resp_1' not found.\",\"type\":"
              + "\"invalid_request_error\",\"param\":\"previous_response_id\",\"code\":"
              + "\"previous_response_not_found\"}}");

  private final FakeModelServer server = FakeModelServer.start();
  private final Provider provider = open("openai");
  private final List<Message> messages = new ArrayList<>();
  private final List<StreamEvent> events = new ArrayList<>();
  private ModelRef model = ModelRef.parse("openai/gpt-5-mini");

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  private Provider open(String id) {
    return OpenAiResponses.create(
        new ProviderRoute(
            new ProviderId(id),
            "openai_responses",
            "http://broker/providers/" + id,
            new ProviderRoute.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20))),
        server.address());
  }

  private Completion ask(Message question, FakeReply... replies) throws InterruptedException {
    return ask(provider, question, replies);
  }

  /** Keeps the answer as the journal does. */
  private Completion ask(Provider of, Message question, FakeReply... replies)
      throws InterruptedException {
    for (FakeReply reply : replies) {
      server.reply(reply);
    }
    messages.add(question);
    events.clear();
    Completion answer =
        of.complete(new ModelRequest(model, "Be brief.", messages, List.of()), events::add);
    try {
      messages.add(Json.mapper().readValue(Json.write(answer.message()), Message.class));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return answer;
  }

  private Completion ask(String question, FakeReply... replies) throws InterruptedException {
    return ask(Message.user(question), replies);
  }

  private static FakeReply says(String text) {
    return FakeProtocol.OPENAI_RESPONSES.text(text);
  }

  private JsonNode sent() {
    return server.requests().getLast().body();
  }

  private void assertWhole(int items) {
    assertFalse(sent().has("previous_response_id"), sent()::toString);
    assertEquals(items, sent().path("input").size(), sent()::toString);
  }

  private void assertGoesOn(int items) {
    assertEquals("resp_1", sent().path("previous_response_id").asText(), sent()::toString);
    assertEquals(items, sent().path("input").size(), sent()::toString);
  }

  @Test
  void onlyWhatIsNewIsSent() throws InterruptedException {
    ask("one", FakeProtocol.OPENAI_RESPONSES.toolCall("c1", "file_read", "{\"path\": \"/a\"}"));
    assertWhole(1);
    ask(
        Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, "A"))),
        says("It is A."));
    assertGoesOn(1);
    assertEquals("function_call_output", sent().at("/input/0/type").asText());
    assertEquals("Be brief.", sent().path("instructions").asText());
    assertTrue(sent().path("store").asBoolean());
    ask("two", says("b"));
    assertGoesOn(1);
    assertEquals("two", sent().at("/input/0/content/0/text").asText());
  }

  @Test
  void aChangedConversationIsSentWhole() throws InterruptedException {
    ask("one", says("a"));
    ask("two", says("b"));
    messages.set(0, Message.user("eins"));
    ask("three", says("c"));
    assertWhole(5);
    ask("four", says("d"));
    assertGoesOn(1);
  }

  @Test
  void aCompactedConversationIsSentWhole() throws InterruptedException {
    ask("one", says("a"));
    ask("two", says("b"));
    messages.removeFirst();
    ask("three", says("c"));
    assertWhole(4);
  }

  @Test
  void whatOthersSaidInBetweenIsSent() throws InterruptedException {
    ask("one", says("a"));
    messages.add(Message.user("and you?"));
    messages.add(Message.assistant("somebody else's"));
    ask("two", says("b"));
    assertGoesOn(3);
  }

  @Test
  void anotherModelIsSentEverything() throws InterruptedException {
    ask("one", says("a"));
    model = ModelRef.parse("openai/gpt-4.1");
    ask("two", says("b"));
    assertWhole(3);
  }

  @Test
  void anAnswerThatWasCutShortIsNotGoneOnFrom() throws InterruptedException {
    ask("one", FakeReply.recorded("openai_responses", "length"));
    ask("two", says("b"));
    assertWhole(3);
  }

  @Test
  void aLostAnswerIsOneCallAllTheSame() throws InterruptedException {
    ask("one", says("a"));
    Completion answer = ask("two", LOST, says("b"));
    assertEquals("b", answer.message().text());
    assertEquals(List.of(new StreamEvent.TextDelta("b")), events);
    assertEquals(3, server.requests().size());
    assertTrue(server.requests().get(1).body().has("previous_response_id"));
    assertWhole(3);
    ask("three", says("c"));
    assertGoesOn(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"error\",\"code\":\"previous_response_not_found\",\"message\":\"Previous"
            + " response with id 'resp_1' not found.\"}",
        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
            + "\"Prediction history node with id 'x' not found\"}}",
      })
  void anAnswerLostInTheStreamIs(String error) throws InterruptedException {
    ask("one", says("a"));
    assertEquals(
        "b", ask("two", FakeReply.events("data: " + error + "\n\n"), says("b")).message().text());
    assertWhole(3);
  }

  @Test
  void aServerThatKeepsNothingIsSentEverything() throws InterruptedException {
    ask("one", says("a"));
    ask("two", LOST, says("b"));
    ask("three", LOST, says("c"));
    int before = server.requests().size();
    ask("four", says("d"));
    assertEquals(before + 1, server.requests().size());
    assertWhole(7);
  }

  @Test
  void lossesCountInARowOnly() throws InterruptedException {
    ask("one", says("a"));
    ask("two", LOST, says("b"));
    ask("three", says("c"));
    ask("four", LOST, says("d"));
    ask("five", says("e"));
    assertGoesOn(1);
  }

  @Test
  void otherFailuresAreNoLoss() throws InterruptedException {
    ask("one", says("a"));
    server.reply(
        FakeReply.status(400, "application/json", "{\"error\":{\"message\":\"Bad tool\"}}"));
    ProviderException failure =
        assertThrows(ProviderException.class, () -> ask("two", new FakeReply[0]));
    assertEquals(Kind.INVALID_REQUEST, failure.kind());
    assertEquals(2, server.requests().size());
  }

  @Test
  void aLossThatCannotBeMendedIsOneFailure() throws InterruptedException {
    ask("one", says("a"));
    assertThrows(ProviderException.class, () -> ask("two", LOST, LOST));
    assertEquals(3, server.requests().size());
  }

  @Test
  void everyThoughtGoesBackInItsPlace() throws InterruptedException {
    String[] thoughts = {
      "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":"
          + "\"A\"},{\"type\":\"summary_text\",\"text\":\"B\"}],\"encrypted_content\":\"ZW4x\"}",
      "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[],\"encrypted_content\":\"ZW4y\"}"
    };
    String said =
        "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"phase\":\"commentary\","
            + "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hm.\"}]}";
    String call =
        "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c1\",\"name\":\"t\","
            + "\"arguments\":\"{}\"}";
    Completion answer = ask("one", reply("completed", thoughts[0], said, thoughts[1], call));
    assertEquals(
        List.of(new Content.Reasoning("A\n\nB", null)),
        answer.message().parts(Content.Reasoning.class));
    messages.set(0, Message.user("edited"));
    ask(Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, ""))), says("b"));

    assertWhole(6);
    JsonNode input = sent().path("input");
    assertEquals(thoughts[0], input.path(1).toString());
    assertEquals("commentary", input.path(2).path("phase").asText());
    assertEquals("Hm.", input.path(2).at("/content/0/text").asText());
    assertEquals(thoughts[1], input.path(3).toString());
    assertEquals("c1", input.path(4).path("call_id").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Item with id 'rs_1' not found.",
        "The encrypted content gAAA...xyz could not be verified.",
        "Item 'rs_1' of type 'reasoning' was provided without its required following item."
      })
  void thoughtsThatTheServerNoLongerKnowsAreLeftOut(String error) throws InterruptedException {
    String thought = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}";
    String said = "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}";
    ask("one", reply("completed", thought, said));
    FakeReply forgotten =
        FakeReply.status(
            404, "application/json", "{\"error\":{\"message\":\"%s\"}}".formatted(error));
    assertEquals("b", ask("two", LOST, forgotten, says("b")).message().text());
    assertEquals(4, server.requests().get(2).body().path("input").size());
    assertWhole(3);
    assertEquals(4, server.requests().size());
    ask("three", says("c"));
    assertGoesOn(1);
  }

  private static FakeReply reply(String status, String... items) {
    StringBuilder wire = new StringBuilder();
    for (int i = 0; i < items.length; i++) {
      wire.append(
          "data: {\"type\":\"response.output_item.done\",\"output_index\":%d,\"item\":%s}\n\n"
              .formatted(i, items[i]));
    }
    return FakeReply.events(
        wire
            + "data: {\"type\":\"response.%s\",\"response\":{\"id\":\"resp_1\",\"status\":\"%s\"}}\n\n"
                .formatted(status, status));
  }

  @Test
  void aThoughtThatLedToNothingAndAnothersThoughtsStayHere() throws InterruptedException {
    String thought = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}";
    ask("one", reply("incomplete", thought));
    ask("two", says("b"));
    assertWhole(2);

    try (Provider other = open("other")) {
      String said =
          "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}";
      ask(other, Message.user("three"), reply("completed", thought, said));
      ask("four", says("d"));
      // From the answer to "two": the other's is new, without its thought.
      assertGoesOn(3);
      assertEquals("x", sent().at("/input/1/content/0/text").asText());
    }
  }

  @Test
  void aPictureGoesBackToWhoDrewIt() throws InterruptedException {
    ask("one", FakeReply.recorded("openai_responses", "image"));
    messages.set(0, Message.user("edited"));
    ask("two", says("b"));
    assertWhole(4);
    assertEquals(
        "{\"type\":\"image_generation_call\",\"id\":\"ig_1\",\"status\":\"completed\",\"result\":"
            + "\"AQID\"}",
        sent().at("/input/2").toString());
  }

  @Test
  void aFileIsPartOfTheConversationAndNotHeldTwice() throws InterruptedException {
    byte[] photo = new byte[10 << 20];
    long seed = System.nanoTime();
    new Random(seed).nextBytes(photo);
    ask("warm", says("a"));
    messages.clear();
    Message shown = new Message(Role.USER, List.of(new Attachment("image/jpeg", photo)));
    // A virtual thread's allocations aren't counted: the test's own thread calls.
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Completion answer = ask(shown, says("a cat"));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < photo.length / 2, allocated + " bytes");
    assertEquals("a cat", answer.message().text(), "seed " + seed);
    ask("two", says("b"));
    assertGoesOn(1);
    byte[] other = photo.clone();
    other[photo.length - 1]++;
    messages.set(0, new Message(Role.USER, List.of(new Attachment("image/jpeg", other))));
    ask("three", says("c"));
    assertWhole(5);
  }

  @Test
  void filesOfAResultAreInItAndPartOfTheChain() throws InterruptedException {
    List<Attachment> files =
        List.of(
            new Attachment("image/png", new byte[] {1, 2, 3}),
            new Attachment("application/pdf", new byte[] {4}));
    ask(Message.user("look"), says("a"));
    ask(
        Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, "it", files))),
        says("b"));
    assertEquals(
        QuotedJson.json(
            "{'type':'function_call_output','call_id':'c1','output':["
                + "{'type':'input_text','text':'it'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,AQID','detail':'auto'},"
                + "{'type':'input_file','filename':'file.pdf',"
                + "'file_data':'data:application/pdf;base64,BA=='}]}"),
        server.requests().getLast().body().at("/input/0"));
    // Without them it is another conversation, which the server doesn't have.
    messages.set(
        2, Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, "it"))));
    ask(Message.user("and?"), says("c"));
    assertFalse(server.requests().getLast().body().has("previous_response_id"));
  }
}
