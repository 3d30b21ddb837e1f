package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.types.ActorEvent;
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
import dev.oxydra.types.NewEvent;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void theModelIsAskedNoMoreOftenThanItMayBe() {
    Spender model = new Spender();
    Spend five = new Spend(5L, null, null, null);
    AgentConfig.Budgets budgets =
        new AgentConfig.Budgets(new Spend(3L, null, null, null), five, Spend.UNLIMITED, 0.8);
    run(agents(model, budgets), SESSION);
    assertEquals("budget_exceeded", failure().reason());
    assertTrue(failure().message().contains("runtime.budgets.turn.max_turns"), failure().message());
    assertEquals(3, model.calls);
    Agents again = agents(model, budgets);
    run(again, SESSION);
    assertTrue(failure().message().contains("(5 of 5 model calls)"), failure().message());
    assertEquals(5, model.calls);
    assertEquals(5, again.budgets(SESSION).getFirst().turns());
  }

  /** It never answers. */
  private record Silent(AtomicInteger calls) implements Provider {
    @Override
    public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
        throws InterruptedException {
      calls.incrementAndGet();
      new CountDownLatch(1).await();
      throw new AssertionError();
    }

    @Override
    public void close() {}
  }

  @Test
  void theTimeOfASessionIsOverInTheMidstOfACallAndStaysSo() {
    Silent model = new Silent(new AtomicInteger());
    Spend second = new Spend(null, Duration.ofSeconds(1), null, null);
    AgentConfig.Budgets budgets =
        new AgentConfig.Budgets(Spend.UNLIMITED, second, Spend.UNLIMITED, 0.8);
    run(agents(model, budgets), SESSION);
    assertEquals("budget_exceeded", failure().reason());
    assertTrue(
        failure().message().contains("runtime.budgets.session.max_time"), failure().message());
    assertTrue(payloads(EventPayload.TimeRecorded.class).getFirst().activeMs() >= 1000);
    Agents again = agents(model, budgets);
    run(again, SESSION);
    assertEquals("budget_exceeded", failure().reason());
    assertEquals(1, model.calls.get());
    BudgetStatus status = again.budgets(SESSION).getFirst();
    assertTrue(status.timeMs() >= 1000, status::toString);
    run(again, new SessionId("another"));
    assertEquals(2, model.calls.get());
  }

  private static final SessionId CHILD = new SessionId("child");

  private static Bootstrap.Agent agent(@Nullable String maxCost) {
    return new Bootstrap.Agent(
        "helper",
        MODEL,
        ReasoningEffort.AUTO,
        "Help.",
        "Helps",
        Bootstrap.Agent.ALL_TOOLS,
        null,
        maxCost == null ? Spend.UNLIMITED : dollars(maxCost));
  }

  private Ledger ledger(Spend turn, Spend session) {
    return new Ledger(
        journal,
        new AgentConfig.Budgets(turn, session, Spend.UNLIMITED, 0.8),
        InstantSource.system());
  }

  private Turn child() {
    var made = new EventPayload.SessionCreated("helper", "child", "agent", SESSION);
    journal.append(List.of(new NewEvent(CHILD, null, "system", made)));
    return new Turn(Children.turn(CHILD), CHILD, "Help", List.of());
  }

  private static void spend(Purse purse, long tokens) {
    purse.hold(List.of(), tokens, 0).settle(new Usage(tokens, 0L, 0, 0), new BigDecimal("0.10"));
  }

  @Test
  void whatAChildSpendsComesOutOfItsParents() {
    Ledger ledger = ledger(new Spend(1000L, null), new Spend(1500L, null));
    Turn parent = new Turn(TurnId.create(), SESSION, "Ask", List.of());
    Turn child = child();
    try (Purse asking = ledger.open(parent, agent(null))) {
      try (Purse asked = ledger.open(child, agent(null))) {
        spend(asking, 300);
        spend(asked, 600);
        assertThrows(BudgetException.class, () -> asked.hold(List.of(), 101, 0));
      }
      assertThrows(BudgetException.class, () -> asking.hold(List.of(), 101, 0));
      spend(asking, 100);
    }
    Turn alone = new Turn(TurnId.create(), CHILD, "Go on", List.of());
    try (Purse own = ledger.open(alone, agent(null))) {
      spend(own, 800);
    }
  }

  @Test
  void whatAChildHasSpentIsCountedWhenItsParentGoesOn() {
    Turn child = child();
    TurnId turn = TurnId.create();
    var used =
        new EventPayload.UsageRecorded(
            MODEL.provider(),
            MODEL.model(),
            new Usage(700, 100L, 0, 0),
            new BigDecimal("0.40"),
            null);
    journal.append(
        List.of(
            new NewEvent(SESSION, turn, "system", new ActorEvent.Started(CHILD, "helper", "help")),
            new NewEvent(CHILD, child.id(), "helper", used)));
    Turn parent = new Turn(turn, SESSION, "Ask", List.of(), null, null, true);
    Ledger ledger = ledger(new Spend(1000L, null), Spend.UNLIMITED);
    try (Purse asking = ledger.open(parent, agent(null))) {
      assertThrows(BudgetException.class, () -> asking.hold(List.of(), 201, 0));
      spend(asking, 200);
    }
    Turn next = new Turn(TurnId.create(), SESSION, "More", List.of());
    Ledger ofSessions = ledger(Spend.UNLIMITED, new Spend(1000L, null));
    try (Purse asking = ofSessions.open(next, agent(null))) {
      assertThrows(BudgetException.class, () -> asking.hold(List.of(), 201, 0));
    }
    assertEquals(800, ofSessions.status(SESSION).getFirst().tokens());
  }

  @Test
  void anAgentHasALimitOfItsOwn() {
    Ledger ledger = ledger(Spend.UNLIMITED, Spend.UNLIMITED);
    Turn turn = new Turn(TurnId.create(), SESSION, "Ask", List.of());
    try (Purse purse = ledger.open(turn, agent("0.25"))) {
      spend(purse, 10);
      spend(purse, 10);
      List<ModelInfo> infos =
          List.of(new ModelInfo(null, null, null, null, null, null, PRICES, null));
      BudgetException refused = assertThrows(BudgetException.class, () -> purse.hold(infos, 51, 0));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("agents.helper.max_cost"),
          refused::getMessage);
    }
  }
}
