package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.AgentConfig.Spend;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Prices;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing is asked for that could cost more than may be spent. */
final class BudgetTest extends AgentFixture {
  /** A dollar for a thousand tokens sent, ten for a thousand received. */
  private static final Prices PRICES =
      new Prices(BigDecimal.valueOf(1000), BigDecimal.valueOf(10_000), null, null, null, null);

  /** It says as much as it may, and calls a tool for ever. */
  private static final class Spender implements Provider {
    private BigDecimal dispatched = BigDecimal.ZERO;
    private int calls;

    @Override
    public synchronized Completion complete(ModelRequest request, Consumer<StreamEvent> sink) {
      Long most = limited(request.options().maxOutputTokens());
      long input = TokenCounter.ESTIMATE.text(request.system()) + input(request);
      Usage usage = new Usage(input, most, 0, 0);
      BigDecimal cost = PRICES.cost(usage);
      dispatched = dispatched.add(cost);
      Message answer = new Message(Role.ASSISTANT, List.of(call("c" + calls++, "more")));
      return new Completion(answer, FinishReason.TOOL_CALLS, usage, null, cost, null);
    }

    private static long input(ModelRequest request) {
      return TokenCounter.ESTIMATE.tools(request.tools())
          + TokenCounter.ESTIMATE.messages(request.messages());
    }

    @Override
    public void close() {}
  }

  private static Long limited(@Nullable Long value) {
    assertNotNull(value, "the answer's length is not limited");
    return value;
  }

  private Agents agents(Provider provider, AgentConfig.Budgets budgets) {
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
                    new ModelInfo.Limits(100_000L, null, 1000L),
                    PRICES,
                    null));
          }
        };
    return new Agents(
        List.of(new Bootstrap.Agent("default", MODEL, ReasoningEffort.AUTO, "Help.")),
        provider,
        models,
        Toolbox.of(
            List.of(new FakeTool("more", SafetyTier.READ_ONLY, it -> ToolOutput.ok("more")))),
        journal,
        new AgentConfig.Runtime(
            1000,
            LONG,
            8,
            null,
            AgentConfig.ContextBudget.defaults(),
            AgentConfig.Summarization.defaults(),
            budgets,
            AgentConfig.Delegating.defaults()));
  }

  private static Spend dollars(String amount) {
    return new Spend(null, new BigDecimal(amount));
  }

  private void run(Agents agents, SessionId session) {
    agents.run(new Turn(TurnId.create(), session, "Spend it", List.of()), updates::add);
  }

  private void assertOver(BigDecimal spent, String limit) {
    assertTrue(spent.compareTo(new BigDecimal(limit)) <= 0, spent + " of " + limit);
  }

  private EventPayload.TurnFailed failure() {
    return assertInstanceOf(EventPayload.TurnFailed.class, last());
  }

  @Test
  void aModelThatWouldSpendTenNeverGetsMoreThanTheTurnsTen() {
    Spender model = new Spender();
    AgentConfig.Budgets budgets =
        new AgentConfig.Budgets(dollars("10.00"), Spend.UNLIMITED, Spend.UNLIMITED, 0.8);
    run(agents(model, budgets), SESSION);
    assertEquals("budget_exceeded", failure().reason());
    assertTrue(failure().message().contains("runtime.budgets.turn"), failure().message());
    assertOver(model.dispatched, "10.00");
    assertTrue(
        model.dispatched.compareTo(new BigDecimal("8")) > 0, "most of it: " + model.dispatched);
    assertTrue(
        updates.stream()
            .filter(TurnUpdate.Progress.class::isInstance)
            .map(it -> ((TurnUpdate.Progress) it).message())
            .anyMatch(it -> it.startsWith("80 % of the budget of this turn is spent")));
  }

  @Test
  void whatCanNotBePaidIsNotAskedForAtAll() {
    Spender model = new Spender();
    AgentConfig.Budgets budgets =
        new AgentConfig.Budgets(dollars("0.10"), Spend.UNLIMITED, Spend.UNLIMITED, 0.8);
    run(agents(model, budgets), SESSION);
    assertEquals("budget_exceeded", failure().reason());
    assertEquals(0, model.calls);
  }

  @Test
  void theSessionsAndTheDaysCountOverTurnsAndRestartsAndAtOnce() throws Exception {
    Spender model = new Spender();
    AgentConfig.Budgets budgets =
        new AgentConfig.Budgets(Spend.UNLIMITED, dollars("20"), dollars("50"), 0.8);
    Agents first = agents(model, budgets);
    run(first, SESSION);
    assertOver(model.dispatched, "20");
    run(agents(model, budgets), SESSION);
    assertOver(model.dispatched, "20");
    assertTrue(failure().message().contains("session"), failure().message());
    List<Callable<Boolean>> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SessionId session = new SessionId("other-" + i);
      others.add(() -> {
        run(first, session);
        return true;
      });
    }
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> ended : executor.invokeAll(others)) {
        assertTrue(ended.get());
      }
    }
    assertOver(model.dispatched, "50");
    assertTrue(model.dispatched.compareTo(new BigDecimal("45")) > 0, "" + model.dispatched);
    BudgetStatus day = first.budgets(SESSION).getLast();
    assertEquals("day", day.scope());
    assertEquals(0, model.dispatched.compareTo(day.costUsd()));
  }

  @Test
  void tokensAreLimitedToo() {
    Spender model = new Spender();
    AgentConfig.Budgets budgets =
        new AgentConfig.Budgets(new Spend(5000L, null), Spend.UNLIMITED, Spend.UNLIMITED, 0.8);
    run(agents(model, budgets), SESSION);
    assertEquals("budget_exceeded", failure().reason());
    long spent =
        payloads(EventPayload.UsageRecorded.class).stream()
            .mapToLong(it -> it.usage().inputTokens() + it.usage().outputTokens())
            .sum();
    assertTrue(spent > 3000 && spent <= 5000, "" + spent);
  }
}
