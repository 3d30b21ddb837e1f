package dev.oxydra.provider.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Completion;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DemoTest {
  private static final List<ToolSpec> TOOLS =
      Stream.of("file_list", "file_read", "file_write", "file_delete", "file_search", "shell_exec")
          .map(name ->
              new ToolSpec(name, name, Json.mapper().createObjectNode(), SafetyTier.READ_ONLY))
          .toList();

  private final Provider demo =
      Demo.create(
          new ProviderRoute(
              new ProviderId("demo"),
              "demo",
              "http://broker/providers/demo",
              new ProviderRoute.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))),
          UnixDomainSocketAddress.of("/nowhere"));
  private final List<Message> conversation = new ArrayList<>();
  private final List<StreamEvent> events = new ArrayList<>();

  private Completion say(String text) throws InterruptedException {
    conversation.add(Message.user(text));
    return next(TOOLS);
  }

  private Completion next(List<ToolSpec> tools) throws InterruptedException {
    events.clear();
    Completion answer =
        demo.complete(
            new ModelRequest(ModelRef.parse("demo/demo"), "", conversation, tools), events::add);
    conversation.add(answer.message());
    return answer;
  }

  private Completion results(ToolResult.Outcome outcome, String... texts)
      throws InterruptedException {
    List<ToolCall> calls = conversation.getLast().toolCalls();
    List<ToolResult> results = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      results.add(new ToolResult(calls.get(i).id(), outcome, texts[i]));
    }
    conversation.add(Message.toolResults(results));
    return next(TOOLS);
  }

  private static String calls(Completion answer) {
    return answer.message().toolCalls().stream()
        .map(call -> call.name() + call.arguments().toString().replace('"', '\''))
        .collect(Collectors.joining(" "));
  }

  @Test
  void saysWhatItIsOnce() throws InterruptedException {
    String first = say("hello").message().text();
    assertTrue(first.startsWith("I am the built-in demo"), first);
    assertTrue(first.contains("OPENAI_API_KEY") && first.contains("./runner restart"), first);
    assertTrue(first.contains("- list files"), first);
    assertEquals(DemoTexts.ABILITIES, say("hello").message().text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list files | file_list{}",
        "list files in docs | file_list{'path':'docs'}",
        "read notes.txt | file_read{'path':'notes.txt'}",
        "Read a and b | file_read{'path':'a'} file_read{'path':'b'}",
        "write notes.txt: hello: you | file_write{'path':'notes.txt','content':'hello: you'}",
        "delete notes.txt | file_delete{'path':'notes.txt'}",
        "search hello | file_search{'pattern':'hello'}",
        "run ls -l | shell_exec{'command':'ls -l'}",
        "what do you remember? | file_read{'path':'memory/remembered.md'}",
      })
  void callsTools(String request, String expected) throws InterruptedException {
    Completion answer = say(request);
    assertEquals(expected, calls(answer));
    assertEquals(FinishReason.TOOL_CALLS, answer.finishReason());
    assertEquals(
        answer.message().toolCalls().size(),
        answer.message().toolCalls().stream().map(ToolCall::id).distinct().count());
  }

  @Test
  void tellsResultsAndErrors() throws InterruptedException {
    say("read a and b");
    String answer = results(ToolResult.Outcome.OK, "one", "two").message().text();
    assertEquals("a says:\none\n\nb says:\ntwo", answer);
    say("read c");
    answer = results(ToolResult.Outcome.ERROR, "no such file: c").message().text();
    assertEquals("That didn't work. file_read says:\nno such file: c", answer);
  }

  @Test
  void remembersInFile() throws InterruptedException {
    assertEquals("file_read{'path':'memory/remembered.md'}", calls(say("remember I like tea")));
    assertEquals(
        "file_write{'path':'memory/remembered.md','content':'- I like tea\\n'}",
        calls(results(ToolResult.Outcome.ERROR, "There is no /shared/memory/remembered.md")));
    assertEquals(
        "I'll remember that. What I remember is in memory/remembered.md.",
        results(ToolResult.Outcome.OK, "written").message().text());

    say("remember my cat is Mia");
    assertEquals(
        "file_write{'path':'memory/remembered.md',"
            + "'content':'- I like tea\\n- my cat is Mia\\n'}",
        calls(results(ToolResult.Outcome.OK, "     1\t- I like tea\n")));
  }

  @Test
  void notesThatCannotBeReadAreNotReplaced() throws InterruptedException {
    say("remember I like tea");
    Completion answer = results(ToolResult.Outcome.ERROR, "Can't read it: permission denied");
    assertEquals("", calls(answer));
    assertTrue(answer.message().text().contains("permission denied"), answer.message().text());
  }

  @Test
  void tellsWhatItRemembers() throws InterruptedException {
    say("What do you remember?");
    String none = results(ToolResult.Outcome.ERROR, "There is no file").message().text();
    assertEquals(DemoTexts.NO_NOTES, none);
    say("what do you remember");
    assertEquals(
        "I remember:\n- I like tea\n- my cat is Mia",
        results(ToolResult.Outcome.OK, "- I like tea\n- my cat is Mia\n").message().text());
    say("what do you remember");
    assertTrue(
        results(ToolResult.Outcome.ERROR, "Can't read it").message().text().contains("Can't read"));
  }

  @Test
  void whatItDoesNotUnderstandItSays() throws InterruptedException {
    say("hello");
    for (String unknown : List.of("tell me a joke", "?!", "reading is fun")) {
      String answer = say(unknown).message().text();
      assertTrue(answer.startsWith("I don't understand that"), answer);
      assertTrue(answer.endsWith(DemoTexts.ABILITIES), answer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run date | exit code 0 | `date` ran:",
        "write a.txt: x | Wrote 1 bytes to /shared/a.txt | Done. Wrote 1 bytes to /shared/a.txt.",
        "list files | a.txt | Here is /shared:",
        "list files in docs | a.txt | Here is docs:",
        "search x | a.txt:1: x | Search result:",
      })
  void tellsWhatCameOfIt(String request, String result, String start) throws InterruptedException {
    say(request);
    String answer = results(ToolResult.Outcome.OK, result).message().text();
    assertTrue(answer.startsWith(start) && answer.contains(result), answer);
  }

  @Test
  void countsOneDeltaEach() throws InterruptedException {
    say("hello");
    assertEquals("1 2 3 4 5", say("count to 5").message().text());
    assertEquals(5, events.size());
  }

  @Test
  void searchesByTheNameOfTheSchema() throws Exception {
    conversation.add(Message.user("search hello"));
    ToolSpec search =
        new ToolSpec(
            "file_search",
            "Searches.",
            Json.mapper().readTree("{\"properties\":{\"regex\":{}}}"),
            SafetyTier.READ_ONLY);
    assertEquals("file_search{'regex':'hello'}", calls(next(List.of(search))));
  }

  @Test
  void thinks() throws InterruptedException {
    say("think of tea");
    assertEquals(new StreamEvent.ReasoningDelta("of tea"), events.getFirst());
  }

  @Test
  void saysWhichToolIsMissing() throws InterruptedException {
    conversation.add(Message.user("run ls"));
    assertTrue(next(List.of()).message().text().contains("shell_exec"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"read", "write x", "delete", "search", "run", "remember", "slow", "", "!"})
  void asksBackOrHelps(String request) throws InterruptedException {
    Completion answer = say(request);
    assertEquals(FinishReason.STOP, answer.finishReason());
    assertFalse(answer.message().text().isBlank());
  }

  @Test
  void slowCanBeInterrupted() throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    CountDownLatch streaming = new CountDownLatch(1);
    ModelRequest request =
        new ModelRequest(
            ModelRef.parse("demo/demo"), "", List.of(Message.user("slow 10000")), List.of());
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                outcome.complete(
                    assertThrows(
                        Throwable.class,
                        () -> demo.complete(request, _ -> streaming.countDown()))));
    streaming.await();
    caller.interrupt();
    assertEquals(InterruptedException.class, outcome.get().getClass());
  }
}
