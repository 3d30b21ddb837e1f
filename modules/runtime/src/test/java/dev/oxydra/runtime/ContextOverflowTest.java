package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A conversation that is too long for the model is shortened until it fits. */
class ContextOverflowTest extends AgentFixture {
  private static final int STEPS = 40;

  private final AtomicInteger runs = new AtomicInteger();

  private Tool reads(int characters) {
    return new FakeTool(
        "reads",
        SafetyTier.READ_ONLY,
        arguments -> {
          runs.incrementAndGet();
          return ToolOutput.ok("\ud83d\ude00".repeat(characters / 2));
        });
  }

  private static int length(ModelRequest request) {
    int sum = 0;
    for (Message message : request.messages()) {
      for (Content part : message.content()) {
        sum +=
            switch (part) {
              case Content.Text(String text) -> text.length();
              case ToolResult result -> result.text().length();
              default -> 0;
            };
      }
    }
    return sum;
  }

  /** The steps, for a model that takes no more than so many characters. */
  private static ScriptedProvider ofLimit(int limit, ScriptedProvider.Step... answers) {
    List<ScriptedProvider.Step> left = new ArrayList<>(Arrays.asList(answers));
    ScriptedProvider.Step step =
        (request, sink) -> {
          if (length(request) > limit) {
            throw new ProviderException(
                ProviderException.Kind.CONTEXT_OVERFLOW, false, "Too many tokens", null);
          }
          return left.removeFirst().answer(request, sink);
        };
    ScriptedProvider.Step[] steps = new ScriptedProvider.Step[STEPS];
    Arrays.fill(steps, step);
    return new ScriptedProvider(steps);
  }

  private void say(String prompt, ScriptedProvider provider, Tool... tools) {
    run(provider, config(5, LONG), new Turn(TurnId.create(), SESSION, prompt, List.of()), tools);
  }

  private List<String> told() {
    return updates.stream()
        .filter(TurnUpdate.Progress.class::isInstance)
        .map(TurnUpdate.Progress.class::cast)
        .filter(progress -> progress.kind() == TurnUpdate.Progress.Kind.ROLLING_SUMMARY)
        .map(TurnUpdate.Progress::message)
        .toList();
  }

  private static List<String> texts(ModelRequest request) {
    return request.messages().stream().map(Message::text).toList();
  }

  @Test
  void theOldestHalfIsLeftOutAgainAndAgain() {
    for (int i = 1; i <= 4; i++) {
      say("q" + i, new ScriptedProvider(says("a" + i)));
    }
    ScriptedProvider provider = new ScriptedProvider(overflows(), overflows(), says("fits"));
    say("q5", provider);
    assertEquals(
        List.of("q1", "a1", "q2", "a2", "q3", "a3", "q4", "a4", "q5"),
        texts(provider.requests().get(0)));
    assertEquals(
        List.of(breadcrumb(4), "q3", "a3", "q4", "a4", "q5"), texts(provider.requests().get(1)));
    assertEquals(List.of(breadcrumb(6), "q4", "a4", "q5"), texts(provider.requests().get(2)));
    assertEquals(
        List.of(
            "The conversation is too long for test/m; leaving out its oldest 4 messages",
            "The conversation is too long for test/m; leaving out its oldest 6 messages"),
        told());
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
    assertEquals(5, payloads(EventPayload.UserMessage.class).size());

    ScriptedProvider next = new ScriptedProvider(says("all of it"));
    say("q6", next);
    assertEquals(11, next.requests().getFirst().messages().size());
  }

  private static ScriptedProvider.Step overflows() {
    return ScriptedProvider.fails(
        new ProviderException(
            ProviderException.Kind.CONTEXT_OVERFLOW, false, "Too many tokens", null));
  }

  private static String breadcrumb(int count) {
    return "[Left out here, as the conversation is too long for the model: its oldest %d messages]"
        .formatted(count);
  }

  @Test
  void inTheEndTheCurrentTurnsLongResultsAreCutAndNoToolRunsAgain() {
    say("before", new ScriptedProvider(says("yes")));
    ScriptedProvider provider =
        ofLimit(4000, calls(call("1", "reads"), call("2", "echo")), says("fits"));
    say("read it", provider, reads(20_000), echo);
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
    assertEquals(1, runs.get());
    ModelRequest answered = provider.requests().getLast();
    assertTrue(length(answered) <= 4000, "" + length(answered));
    assertEquals(breadcrumb(2), answered.messages().getFirst().text());
    assertEquals("read it", answered.messages().get(1).text());
    List<ToolResult> results = answered.messages().getLast().parts(ToolResult.class);
    assertTrue(
        results.get(0).text().endsWith("[… cut here: the conversation is too long for the model]"));
    assertEquals("echo {\"id\":\"2\"}", results.get(1).text());
    assertEquals(
        20_000,
        payloads(EventPayload.ToolResulted.class).stream()
            .filter(result -> result.callId().equals("1"))
            .findFirst()
            .orElseThrow()
            .text()
            .length());
    assertTrue(told().getLast().endsWith("cutting tool results to 2499 characters"), told() + "");
  }

  @Test
  void aMessageThatAloneIsTooLongFailsTheTurnAndSaysSo() {
    say("before", new ScriptedProvider(says("yes")));
    ScriptedProvider provider = ofLimit(100);
    say("x".repeat(200), provider);
    EventPayload.TurnFailed failed = assertInstanceOf(EventPayload.TurnFailed.class, last());
    assertEquals("context_overflow", failed.reason());
    assertTrue(
        failed.message().startsWith("This message alone is too long for test/m"), failed.message());
    assertEquals(2, provider.requests().getLast().messages().size());
  }

  @Test
  void whateverIsLeftOutNoCallLosesItsResultAndItComesToAnEnd() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<Message> transcript = transcript(random);
      Message asked = transcript.getLast();
      ContextWindow window = new ContextWindow(transcript);
      for (int i = random.nextInt(3); i > 0; i--) {
        callAndResult(random).forEach(window::add);
      }
      int before = window.messages().size();
      int shortenings = 0;
      while (window.shorten() != null) {
        assertTrue(++shortenings < 100, "seed " + seed + ": no end");
        List<Message> shown = window.messages();
        assertTrue(shown.contains(asked), "seed " + seed);
        assertTrue(shown.size() <= before, "seed " + seed);
        before = shown.size();
        assertEquals(calledIn(shown), answeredIn(shown), "seed " + seed);
      }
      int own = window.messages().size() - window.messages().indexOf(asked);
      assertEquals(own + (transcript.size() > 1 ? 1 : 0), before, "seed " + seed);
      for (Message message : window.messages()) {
        for (ToolResult result : message.parts(ToolResult.class)) {
          assertTrue(result.text().length() <= ContextWindow.SHORTEST_RESULT, "seed " + seed);
          assertTrue(
              StandardCharsets.UTF_16BE.newEncoder().canEncode(result.text()),
              "seed " + seed + ": half a character");
        }
      }
    }
  }

  private static List<Message> transcript(Random random) {
    List<Message> messages = new ArrayList<>();
    for (int turn = random.nextInt(12); turn > 0; turn--) {
      messages.add(Message.user("q" + turn));
      for (int i = random.nextInt(4); i > 0; i--) {
        messages.addAll(callAndResult(random));
      }
      if (random.nextBoolean()) {
        messages.add(Message.assistant("a" + turn));
      }
    }
    messages.add(Message.user("the last one"));
    return messages;
  }

  private static List<Message> callAndResult(Random random) {
    ToolCall call = call("c" + random.nextLong(), "reads");
    String text = "\ud83d\ude00".repeat(random.nextInt(5000));
    return List.of(
        new Message(Role.ASSISTANT, List.of(call)),
        Message.toolResults(List.of(new ToolResult(call.id(), ToolResult.Outcome.OK, text))));
  }

  private static List<String> calledIn(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> message.toolCalls().stream())
        .map(ToolCall::id)
        .toList();
  }

  private static List<String> answeredIn(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> message.parts(ToolResult.class).stream())
        .map(ToolResult::callId)
        .toList();
  }
}
