package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.Selection;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a model is sent fits into its context before it is sent. */
final class ContextBudgetTest extends AgentFixture {
  private static final long LIMIT = 2000;

  private static AgentConfig.Runtime config() {
    return new AgentConfig.Runtime(
        10,
        LONG,
        8,
        "Help.",
        new AgentConfig.ContextBudget(1, 100, 128_000),
        new AgentConfig.Summarization(false, 0.3, 2, null, LONG),
        AgentConfig.Budgets.NONE,
        AgentConfig.Delegating.defaults());
  }

  private Agents agents(ScriptedProvider provider) {
    ModelSelector models =
        new ModelSelector() {
          @Override
          public ModelRef resolve(Selection selection, ModelRef otherwise) {
            return otherwise;
          }

          @Override
          public List<ModelInfo> infos(ModelRef model) {
            return List.of(
                new ModelInfo(
                    null,
                    null,
                    null,
                    null,
                    null,
                    new ModelInfo.Limits(LIMIT, null, null),
                    null,
                    null));
          }
        };
    return new Agents(
        List.of(new Bootstrap.Agent("default", MODEL, ReasoningEffort.AUTO, null)),
        provider,
        models,
        Toolbox.of(List.of(echo)),
        journal,
        config());
  }

  private ScriptedProvider say(String prompt, Attachment... files) {
    ScriptedProvider provider = new ScriptedProvider(says("a".repeat(400)));
    agents(provider).run(new Turn(TurnId.create(), SESSION, prompt, List.of(files)), updates::add);
    return provider;
  }

  private static long tokens(ModelRequest request) {
    return TokenCounter.ESTIMATE.text(request.system())
        + TokenCounter.ESTIMATE.tools(request.tools())
        + TokenCounter.ESTIMATE.messages(request.messages());
  }

  @Test
  void theOldestGivesWayAndTheLatestIsWhole() {
    String latest = "";
    for (int i = 0; i < 30; i++) {
      latest = "question " + i + " " + "x".repeat(300);
      ModelRequest sent = say(latest).requests().getFirst();
      assertTrue(tokens(sent) <= LIMIT - LIMIT / 8 - 100, "" + tokens(sent));
      assertEquals(latest, sent.messages().getLast().text());
    }
    ModelRequest sent = say("and?").requests().getFirst();
    assertTrue(tokens(sent) > 1200, "as much as there is room for: " + tokens(sent));
    assertTrue(
        sent.messages().getFirst().text().startsWith("[Left out here"),
        sent.messages().getFirst().text());
  }

  @Test
  void filesOfEarlierTurnsGiveWayToTheirDescriptionsFirst() {
    say("look", new Attachment("image/png", new byte[5000]));
    ModelRequest sent = say("x".repeat(2000)).requests().getFirst();
    String text = sent.messages().getFirst().text();
    assertTrue(text.contains("[a file was here: image/png, 5,000 bytes]"), text);
    assertEquals(3, sent.messages().size(), "and nothing else is left out");
  }

  @Test
  void aMessageThatCanNotFitIsNotSentAndSaysWhy() {
    ScriptedProvider provider = say("x".repeat(10_000));
    assertEquals(List.of(), provider.requests());
    EventPayload.TurnFailed failed = assertInstanceOf(EventPayload.TurnFailed.class, last());
    assertEquals("context_overflow", failed.reason());
    assertTrue(failed.message().contains("the model's context has 2,000"), failed.message());
  }

  @Test
  void callsAndTheirResultsAreNeverParted() {
    for (int i = 0; i < 6; i++) {
      ScriptedProvider provider =
          new ScriptedProvider(
              calls(call("a" + i, "echo"), call("b" + i, "echo")), says("b".repeat(800)));
      agents(provider)
          .run(new Turn(TurnId.create(), SESSION, "x".repeat(400), List.of()), updates::add);
      for (ModelRequest sent : provider.requests()) {
        List<Message> messages = sent.messages();
        for (int at = 0; at < messages.size(); at++) {
          if (!messages.get(at).toolCalls().isEmpty()) {
            assertEquals(2, messages.get(at + 1).content().size());
          }
          if (messages.get(at).role() == Role.TOOL) {
            assertEquals(2, messages.get(at - 1).toolCalls().size());
          }
        }
      }
    }
  }

  @Test
  void whatIsReportedCorrectsWhatIsEstimated() {
    Calibration calibration = new Calibration();
    assertEquals(1000, calibration.corrected(MODEL, 1000));
    for (int i = 0; i < 10; i++) {
      calibration.learn(MODEL, 1000, 1500);
    }
    assertTrue(Math.abs(calibration.corrected(MODEL, 1000) - 1500) <= 10);
    calibration.learn(MODEL, 1000, 0);
    calibration.learn(MODEL, 10, 10_000);
    assertTrue(Math.abs(calibration.corrected(MODEL, 1000) - 1500) <= 10);
    assertEquals(1000, calibration.corrected(OTHER, 1000));
  }

  @Test
  void aModelWithAPublicTokenizerIsCountedByIt() {
    for (String name : List.of("openai/gpt-4o", "openai/gpt-5-mini", "router/openai/o3-mini")) {
      TokenCounter counter = Tokenizers.of(ModelRef.parse(name));
      assertNotNull(counter, name);
      assertEquals(4, counter.text("Hello, world!"), name);
      assertEquals(7, counter.text("<|endoftext|>"), "what a user writes is text");
    }
    assertEquals(null, Tokenizers.of(MODEL));
  }

  @Test
  void theSharesSayWhatTakesHowMuch() {
    say("x".repeat(400));
    ContextShares shares = agents(new ScriptedProvider()).context(SESSION, "default");
    assertNotNull(shares);
    assertEquals(LIMIT, shares.limit());
    assertEquals(
        List.of(
            "system", "skills", "constraints", "tools", "summary", "history", "answer", "buffer"),
        shares.shares().stream().map(ContextShares.Share::name).toList());
    assertEquals(208, shares.shares().get(5).tokens());
    assertEquals(250, shares.shares().get(6).tokens());
  }
}
