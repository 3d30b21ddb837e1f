package dev.oxydra.provider.gemini;

import static dev.oxydra.provider.gemini.GeminiLine.finish;
import static dev.oxydra.provider.gemini.GeminiLine.parts;
import static dev.oxydra.testing.QuotedJson.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SignaturesTest {
  private final GeminiLine line = new GeminiLine();

  @AfterEach
  void close() {
    line.close();
  }

  /** What goes back of an answer that came in {@code chunks}. */
  private JsonNode replayed(String... chunks) throws InterruptedException {
    return replayed(line.answer(chunks).message());
  }

  private JsonNode replayed(Message answer) throws InterruptedException {
    return line.contents(GeminiLine.GEMINI_3, Message.user("hi"), answer, Message.user("go on"))
        .path(1)
        .path("parts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'text':'A','thoughtSignature':'s1'},{'text':'B'}",
        "{'text':'A'},{'text':'B','thoughtSignature':'s1'}",
        "{'text':'A','thoughtSignature':'s1'},{'text':'B','thoughtSignature':'s2'}",
        "{'text':'A'},{'text':'','thoughtSignature':'s1'}",
        "{'text':'','thoughtSignature':'s1'},{'text':'A'}",
        "{'text':'','thoughtSignature':'s1'},{'text':'','thoughtSignature':'s2'}",
        "{'text':'A','thoughtSignature':'s1'},"
            + "{'functionCall':{'id':'1','name':'f','args':{}},'thoughtSignature':'s2'},"
            + "{'functionCall':{'id':'2','name':'f','args':{'a':1}}},"
            + "{'functionCall':{'id':'3','name':'f','args':{}},'thoughtSignature':'s3'}",
        "{'text':'','thoughtSignature':'s1'},"
            + "{'functionCall':{'id':'1','name':'f','args':{}},'thoughtSignature':'s2'}",
        "{'inlineData':{'mimeType':'image/png','data':'AQID'},'thoughtSignature':'s1'},"
            + "{'text':'A'},"
            + "{'inlineData':{'mimeType':'image/png','data':'AQID'}}",
        "{'text':'hm','thought':true,'thoughtSignature':'s1'},{'text':'A'}",
      })
  void goBackOnTheVeryPartsTheyCameOn(String parts) throws InterruptedException {
    JsonNode expected = json("[" + parts + "]");
    assertEquals(expected, replayed(parts(parts), finish("STOP")));
    // Whether the parts came together or not.
    String[] chunks = new String[expected.size() + 1];
    for (int i = 0; i < expected.size(); i++) {
      chunks[i] = parts(expected.get(i).toString().replace('"', '\''));
    }
    chunks[expected.size()] = finish("STOP");
    assertEquals(expected, replayed(chunks));
  }

  @Test
  void piecesWithoutOneAreJoinedAndThoughtsWithoutOneLeftOut() throws InterruptedException {
    assertEquals(
        json("[{'text':'Here it is.'}]"),
        replayed(
            parts("{'text':'hm ','thought':true}"),
            parts("{'text':'hm','thought':true}"),
            parts("{'text':'Here '}"),
            parts("{'text':'it is.'}"),
            finish("STOP")));
  }

  @Test
  void onePartWithNothingElseIsAnEmptyText() throws InterruptedException {
    assertEquals(
        json("[{'text':'A'},{'text':'','thoughtSignature':'s1'}]"),
        replayed(parts("{'text':'A'},{'thoughtSignature':'s1'}"), finish("STOP")));
    // Its part was lost, by a compaction for one.
    Content signature = new Content.Opaque("gemini", json("{'thoughtSignature':'s1'}"));
    assertEquals(
        json("[{'text':'A'},{'text':'','thoughtSignature':'s1'}]"),
        replayed(new Message(Role.ASSISTANT, List.of(new Content.Text("A"), signature))));
  }

  @Test
  void whatOtherProvidersKeepIsNotSent() throws InterruptedException {
    assertEquals(
        json("[{'text':'A'}]"),
        replayed(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new Content.Opaque("openai_responses", json("{'thoughtSignature':'x'}")),
                    new Content.Reasoning("hm", "of Anthropic"),
                    new Content.Text("A")))));
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-3-flash-preview,true",
    "models/gemini-3.5-flash,true",
    "gemini-10,true",
    "gemini-flash-latest,true",
    "gemini-2.5-pro,false",
    "gemma-4-31b-it,false",
  })
  void firstCallsOfOtherModelsGetTheDocumentedOne(String model, boolean expected)
      throws InterruptedException {
    JsonNode contents =
        line.contents(
            model,
            Message.user("hi"),
            new Message(Role.ASSISTANT, List.of(call("a"), call("b"))),
            results("a", "b"),
            new Message(Role.ASSISTANT, List.of(new Content.Text("More."), call("c"))),
            results("c"));
    String signature = expected ? "skip_thought_signature_validator" : "";
    assertEquals(signature, contents.at("/1/parts/0/thoughtSignature").asText());
    assertEquals("", contents.at("/1/parts/1/thoughtSignature").asText());
    assertEquals("", contents.at("/3/parts/0/thoughtSignature").asText());
    assertEquals(signature, contents.at("/3/parts/1/thoughtSignature").asText());
  }

  @Test
  void resultsOfOneTurnAreSentTogetherUnderTheirNames() throws InterruptedException {
    JsonNode contents =
        line.contents(
            "gemini-2.5-flash",
            Message.user("hi"),
            new Message(Role.ASSISTANT, List.of(call("a"), call("b"))),
            results("b"),
            Message.toolResults(List.of(new ToolResult("a", ToolResult.Outcome.CANCELLED, "no"))),
            Message.user("And?"));
    assertEquals(
        json(
            """
            {'role':'user','parts':[
             {'functionResponse':{'id':'b','name':'tool_b','response':{'output':'done'}}},
             {'functionResponse':{'id':'a','name':'tool_a','response':{'error':'no'}}}]}
            """),
        contents.path(2));
    assertEquals(json("{'role':'user','parts':[{'text':'And?'}]}"), contents.path(3));
  }

  @Test
  void callsWithoutIdsGetOurOwnWhichAreNotSent() throws InterruptedException {
    String call = "{'functionCall':{'name':'f','args':{'n':%d}},'thoughtSignature':'s%d'}";
    String parts = call.formatted(1, 1) + "," + call.formatted(2, 2);
    Message answer = line.answer(parts(parts), finish("STOP")).message();
    List<String> ids = answer.toolCalls().stream().map(ToolCall::id).toList();
    assertEquals(2, ids.stream().filter(id -> !id.isBlank()).distinct().count(), ids::toString);

    JsonNode contents =
        line.contents(
            GeminiLine.GEMINI_3,
            Message.user("hi"),
            answer,
            Message.toolResults(
                ids.stream()
                    .map(id -> new ToolResult(id, ToolResult.Outcome.OK, "of " + ids.indexOf(id)))
                    .toList()));
    assertEquals(json("[" + parts + "]"), contents.at("/1/parts"));
    assertEquals(
        json(
            """
            [{'functionResponse':{'name':'f','response':{'output':'of 0'}}},
             {'functionResponse':{'name':'f','response':{'output':'of 1'}}}]
            """),
        contents.at("/2/parts"));
  }

  @Test
  void imagesAreKept() throws InterruptedException {
    List<Content> content =
        line.answer(
                parts(
                    "{'inlineData':{'mimeType':'image/png','data':'AAAA'},'thought':true},"
                        + "{'inlineData':{'mimeType':'image/png','data':'AQID'}}"),
                finish("STOP"))
            .message()
            .content();
    assertEquals(List.of(new Attachment("image/png", new byte[] {1, 2, 3})), content);
  }

  private static ToolCall call(String id) {
    return new ToolCall(id, "tool_" + id, json("{}"));
  }

  private static Message results(String... ids) {
    return Message.toolResults(
        List.of(ids).stream()
            .map(id -> new ToolResult(id, ToolResult.Outcome.OK, "done"))
            .toList());
  }

  @Test
  void filesOfAResultStandBesideIt() throws InterruptedException {
    Attachment png = new Attachment("image/png", new byte[] {1, 2, 3});
    ToolCall call = new ToolCall("c1", "file_read", JsonNodeFactory.instance.objectNode());
    JsonNode parts =
        line.contents(
                GeminiLine.GEMINI_3,
                Message.user("look"),
                new Message(Role.ASSISTANT, List.of(call)),
                Message.toolResults(
                    List.of(new ToolResult("c1", ToolResult.Outcome.OK, "it", List.of(png)))))
            .at("/2/parts");
    assertEquals(
        json(
            "[{'functionResponse':{'id':'c1','name':'file_read','response':{'output':'it'}}},"
                + "{'inlineData':{'mimeType':'image/png','data':'AQID'}}]"),
        parts);
  }
}
