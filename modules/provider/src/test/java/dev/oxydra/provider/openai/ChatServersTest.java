package dev.oxydra.provider.openai;

import static dev.oxydra.provider.openai.ChatLine.delta;
import static dev.oxydra.provider.openai.ChatLine.finish;
import static dev.oxydra.testing.QuotedJson.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Usage;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the many servers of this protocol do in ways of their own. */
@Timeout(60)
class ChatServersTest {
  private final ChatLine line = new ChatLine("theprovider");

  @AfterEach
  void close() {
    line.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'reasoning_content':'hm'",
        "'reasoning':'hm'",
        "'reasoning':'hm','reasoning_content':'hm'",
        "'reasoning':'hm','reasoning_details':[{'type':'reasoning.text','text':'hm'}]",
        "'reasoning_details':[{'type':'reasoning.summary','summary':'h'},"
            + "{'type':'reasoning.encrypted','data':'x'},{'type':'reasoning.text','text':'m'}]",
        "'content':[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]}]",
      })
  void thoughtsHaveManyNames(String fields) throws InterruptedException {
    Completion answer =
        line.answer(delta("{" + fields + "}"), delta("{'content':'A'}"), finish("stop"));
    assertEquals(
        List.of(new Content.Reasoning("hm", null), new Content.Text("A")),
        answer.message().content().stream()
            .filter(part -> !(part instanceof Content.Opaque))
            .toList());
  }

  @Test
  void textMayComeInParts() throws InterruptedException {
    Completion answer =
        line.answer(
            delta("{'content':[{'type':'text','text':'A'},{'type':'text','text':'B'}]}"),
            finish("stop"));
    assertEquals("AB", answer.message().text());
  }

  @Test
  void argumentsMayBeObjectsAndIdsMissingAndNumbersTheSame() throws InterruptedException {
    String call = "{'index':0,'id':'','function':{'name':'%s','arguments':{'n':%d}}}";
    List<ToolCall> calls =
        line.answer(
                delta("{'tool_calls':[" + call.formatted("f", 1) + "]}"),
                delta("{'tool_calls':[" + call.formatted("g", 2) + "]}"),
                finish("stop"))
            .message()
            .toolCalls();
    assertEquals(List.of("f", "g"), calls.stream().map(ToolCall::name).toList());
    assertEquals(
        List.of(json("{'n':1}"), json("{'n':2}")),
        calls.stream().map(ToolCall::arguments).toList());
    assertEquals(2, calls.stream().map(ToolCall::id).distinct().count());
  }

  @Test
  void numbersMayBeTheSameWhereIdsTellCallsApart() throws InterruptedException {
    String call = "{'index':0,'id':'%s','function':{'name':'f','arguments':'{}'}}";
    List<ToolCall> calls =
        line.answer(
                delta("{'tool_calls':[" + call.formatted("a") + "]}"),
                delta("{'tool_calls':[" + call.formatted("b") + "]}"),
                finish("tool_calls"))
            .message()
            .toolCalls();
    assertEquals(
        List.of(new ToolCall("a", "f", json("{}")), new ToolCall("b", "f", json("{}"))), calls);
  }

  @Test
  void stopWithCallsIsACallOfTools() throws InterruptedException {
    String call = "{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}";
    assertEquals(
        FinishReason.TOOL_CALLS,
        line.answer(delta("{'tool_calls':[" + call + "]}"), finish("stop")).finishReason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[{'index':0,'delta':{},'finish_reason':'error'}]}",
        "{'id':'x','error':{'code':502,'message':'Upstream died'},"
            + "'choices':[{'index':0,'delta':{'content':''},'finish_reason':'error'}]}",
        "{'object':'error','message':'Upstream died','type':'InternalServerError','code':500}",
      })
  void errorsHaveManyForms(String chunk) {
    ProviderException failure =
        assertThrows(ProviderException.class, () -> line.answer(delta("{'content':'A'}"), chunk));
    assertEquals(Kind.UNAVAILABLE, failure.kind());
    assertTrue(failure.retryable());
    assertEquals(
        chunk.contains("Upstream"),
        Objects.requireNonNull(failure.getMessage()).endsWith("Upstream died"));
  }

  @Test
  void doneAloneDoesNotMakeAnAnswerWhole() {
    ProviderException failure =
        assertThrows(ProviderException.class, () -> line.answer(delta("{'content':'A'}")));
    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
  }

  @Test
  void imagesAreKept() throws InterruptedException {
    String image = "{'type':'image_url','image_url':{'url':'%s'}}";
    Completion answer =
        line.answer(
            delta(
                "{'images':["
                    + image.formatted("data:image/png;base64,AQID")
                    + ","
                    + image.formatted("https://elsewhere.example/x.png")
                    + "]}"),
            delta("{'images':[" + image.formatted("data:image/webp;x=y;base64,AQ==") + "]}"),
            finish("stop"));
    assertEquals(
        List.of(
            new Attachment("image/png", new byte[] {1, 2, 3}),
            new Attachment("image/webp", new byte[] {1})),
        answer.message().content());
  }

  @Test
  void anImageThatIsNoneIsMalformed() {
    String image = "{'images':[{'image_url':{'url':'data:image/png;base64,?'}}]}";
    ProviderException failure =
        assertThrows(ProviderException.class, () -> line.answer(delta(image), finish("stop")));
    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'prompt_tokens':120,'completion_tokens':30 | 120,30,0,0,0",
        "'prompt_tokens':120,'completion_tokens':30,'prompt_tokens_details':{'cached_tokens':64,"
            + "'cache_write_tokens':5},'completion_tokens_details':{'reasoning_tokens':20},"
            + "'total_tokens':150,'cost':0.1 | 120,30,64,20,5",
        "'prompt_tokens':120,'completion_tokens':30,'prompt_cache_hit_tokens':64,"
            + "'prompt_cache_miss_tokens':56 | 120,30,64,0,0",
        "'prompt_tokens':120,'completion_tokens':30,'cached_tokens':64 | 120,30,64,0,0",
        "'prompt_tokens':120,'completion_tokens':10,'total_tokens':150,"
            + "'completion_tokens_details':{'reasoning_tokens':20} | 120,30,0,20,0",
        "'prompt_tokens':120,'completion_tokens':30,'prompt_tokens_details':null | 120,30,0,0,0",
      })
  void tokensAreCountedInManyWays(String fields, String expected) throws InterruptedException {
    Completion answer =
        line.answer(
            delta("{'content':'A'}"), finish("stop"), "{'choices':[],'usage':{" + fields + "}}");
    long[] counts = List.of(expected.split(",")).stream().mapToLong(Long::parseLong).toArray();
    assertEquals(new Usage(counts[0], counts[1], counts[2], counts[3], counts[4]), answer.usage());
  }
}
