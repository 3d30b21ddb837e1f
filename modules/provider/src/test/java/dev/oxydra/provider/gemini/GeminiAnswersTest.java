package dev.oxydra.provider.gemini;

import static dev.oxydra.provider.gemini.GeminiLine.finish;
import static dev.oxydra.provider.gemini.GeminiLine.parts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Completion;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.Usage;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GeminiAnswersTest {
  private final GeminiLine line = new GeminiLine();

  @AfterEach
  void close() {
    line.close();
  }

  @Test
  void aBlockedPromptIsAnAnswerWithNothingInIt() throws InterruptedException {
    Completion answer =
        line.answer(
            "{'promptFeedback':{'blockReason':'PROHIBITED_CONTENT'},"
                + "'usageMetadata':{'promptTokenCount':7,'totalTokenCount':7}}");
    assertEquals(FinishReason.CONTENT_FILTER, answer.finishReason());
    assertEquals(List.of(), answer.message().content());
    assertEquals(new Usage(7, 0, 0, 0), answer.usage());
  }

  @ParameterizedTest
  @CsvSource({
    "STOP,STOP",
    "MAX_TOKENS,LENGTH",
    "SAFETY,CONTENT_FILTER",
    "RECITATION,CONTENT_FILTER",
    "LANGUAGE,CONTENT_FILTER",
    "BLOCKLIST,CONTENT_FILTER",
    "PROHIBITED_CONTENT,CONTENT_FILTER",
    "SPII,CONTENT_FILTER",
    "IMAGE_SAFETY,CONTENT_FILTER",
    "FINISH_REASON_UNSPECIFIED,OTHER",
    "OF_TOMORROW,OTHER",
  })
  void knowsTheReasonsToStop(String word, FinishReason reason) throws InterruptedException {
    assertEquals(reason, line.answer(parts("{'text':'A'}"), finish(word)).finishReason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"})
  void aCallThatFailedIsAskedForAgain(String word) {
    ProviderException failure =
        assertThrows(
            ProviderException.class, () -> line.answer(parts("{'text':'A'}"), finish(word)));
    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
    assertTrue(failure.retryable());
    assertTrue(Objects.requireNonNull(failure.getMessage()).contains(word), failure.getMessage());
  }

  @Test
  void onlyTheFirstCandidateIsRead() throws InterruptedException {
    Completion answer =
        line.answer(
            "{'candidates':[{'index':1,'content':{'parts':[{'text':'B'}]},'finishReason':'SAFETY'},"
                + "{'index':0,'content':{'parts':[{'text':'A'}]},'finishReason':'STOP'}]}");
    assertEquals(Message.assistant("A"), answer.message());
    assertEquals(FinishReason.STOP, answer.finishReason());
  }

  @Test
  void countsWhatToolsOfTheProviderReadAsInput() throws InterruptedException {
    Completion answer =
        line.answer(
            parts("{'text':'A'}"),
            "{'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':100,"
                + "'toolUsePromptTokenCount':20,'cachedContentTokenCount':64,"
                + "'candidatesTokenCount':10,'thoughtsTokenCount':5,'totalTokenCount':135}}");
    assertEquals(new Usage(120, 15, 64, 5), answer.usage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'inlineData':{'mimeType':'image/png','data':'?'}}",
        "{'inlineData':{'data':'AQID'}}",
        "{'functionCall':{'args':{}}}",
      })
  void nonsenseIsMalformed(String part) {
    ProviderException failure =
        assertThrows(ProviderException.class, () -> line.answer(parts(part), finish("STOP")));
    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-2.5-pro,gemini-2.5-pro",
    "models/gemini-2.5-pro,gemini-2.5-pro",
    "a/../b?key=x#y:z,a%2F..%2Fb%3Fkey%3Dx%23y%3Az",
  })
  void aModelsNameStaysInItsPlaceOfTheUrl(String model, String segment)
      throws InterruptedException {
    line.reply(parts("{'text':'A'}"), finish("STOP"));
    line.ask(new ModelRequest(GeminiLine.model(model), "", List.of(Message.user("hi")), List.of()));
    assertEquals(
        "/providers/gemini/models/" + segment + ":streamGenerateContent?alt=sse", line.target());
  }
}
