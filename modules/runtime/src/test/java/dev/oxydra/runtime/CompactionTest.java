package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of conversations that get long. */
final class CompactionTest extends AgentFixture {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** About twenty turns fit before it is time to sum up. */
  private static final long CONTEXT = 3000;

  private static final double TRIGGER = 0.8;

  private static final String FILLER = "and here is a word or two more of no great interest. ";

  private final List<ModelRequest> asked = new CopyOnWriteArrayList<>();

  /** Done before a turn is answered. */
  private volatile Runnable meanwhile = () -> {};

  /** Sums up what it is told. */
  private interface Summing {
    String of(String told) throws InterruptedException;
  }

  /** Sums up when it is let. */
  private static final class Held implements Summing {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public String of(String told) throws InterruptedException {
      begun.countDown();
      go.await();
      return "## Goal\n- To see";
    }
  }

  /** Answers turns with a sentence, and has somebody else sum up. */
  private final class Model implements Provider {
    private final Summing summing;

    Model(Summing summing) {
      this.summing = summing;
    }

    @Override
    public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
        throws InterruptedException {
      boolean sums = request.system().startsWith("You sum up");
      if (!sums) {
        asked.add(request);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped");
      }
      if (!sums) {
        meanwhile.run();
      }
      String answer =
          sums ? summing.of(request.messages().getFirst().text()) : "Yes, " + FILLER.repeat(4);
      return new Completion(Message.assistant(answer), FinishReason.STOP, null);
    }

    @Override
    public void close() {}
  }

  private static AgentConfig.Runtime config(Duration timeout) {
    return new AgentConfig.Runtime(
        5,
        LONG,
        8,
        "You help.",
        new AgentConfig.ContextBudget(TRIGGER, 0, CONTEXT),
        new AgentConfig.Summarization(true, 0.2, 2, null, timeout),
        AgentConfig.Budgets.NONE,
        AgentConfig.Delegating.defaults());
  }

  private Agents agents(Summing summing, Duration timeout) {
    return new Agents(
        List.of(new Bootstrap.Agent("default", MODEL, ReasoningEffort.AUTO, null)),
        new Model(summing),
        (selection, otherwise) -> otherwise,
        Toolbox.of(List.of()),
        journal,
        config(timeout));
  }

  private void say(Agents agents, String text) {
    agents.run(new Turn(TurnId.create(), SESSION, text, List.of()), updates::add);
    assertInstanceOf(EventPayload.TurnCompleted.class, lastOf(EventPayload.TurnCompleted.class));
  }

  private <T extends EventPayload> T lastOf(Class<T> type) {
    return payloads(type).getLast();
  }

  private int summaries() {
    return payloads(EventPayload.SummaryWritten.class).size();
  }

  private static String all(ModelRequest request) {
    return request.system()
        + request.messages().stream().map(Message::text).collect(Collectors.joining("\n"));
  }

  private static void write(StringBuilder text, String heading, List<String> items) {
    text.append("## ").append(heading).append('\n');
    items.forEach(item -> text.append("- ").append(item).append('\n'));
  }

  /** A model that loses half of what it is told to keep, and makes up a lot. */
  private static String forgetful(String told, Random random) {
    List<String> constraints = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (String line : told.lines().toList()) {
      if (line.startsWith("User: Never")) {
        constraints.add(line.substring("User: ".length()));
      } else if (line.startsWith("User: Remind me")) {
        open.add(line.substring("User: ".length()));
      }
    }
    StringBuilder text = new StringBuilder();
    write(text, "Goal", List.of("To get through the year"));
    write(text, "Constraints", constraints);
    write(text, "Open items", open);
    if (random.nextBoolean()) {
      write(text, "Decisions", List.of("Decided " + random.nextInt(1000)));
    }
    return text.toString();
  }

  @Test
  void afterTwoHundredTurnsEveryConstraintAndOpenItemIsStillThere() {
    long seed = new Random().nextLong();
    System.out.println("CompactionTest: seed " + seed);
    Random random = new Random(seed);
    journal.append(
        List.of(
            new NewEvent(
                ConstraintEvent.SESSION,
                null,
                "user",
                new ConstraintEvent.Added("c", "Never delete mail without asking"))));
    List<String> wanted = new ArrayList<>(List.of("Never delete mail without asking"));
    try (Agents agents = agents(told -> forgetful(told, random), LONG)) {
      for (int turn = 0; turn < 200; turn++) {
        String text =
            switch (turn % 40) {
              case 3 -> "Never use colour number " + turn;
              case 11 -> "Remind me of item " + turn;
              default -> "Question " + turn + ", " + FILLER.repeat(2);
            };
        if (turn % 40 == 3 || turn % 40 == 11) {
          wanted.add(text);
        }
        int before = summaries();
        say(agents, text);
        if (isLong(asked.getLast())) {
          Await.until("it is summed up", DEADLINE, () -> summaries() > before);
        }
      }
      say(agents, "What is left?");
    }
    String request = all(asked.getLast());
    for (String item : wanted) {
      assertTrue(request.contains(item), () -> "seed " + seed + ": lost: " + item + "\n" + request);
    }
    assertTrue(summaries() >= 5, "seed " + seed + ": summed up " + summaries() + " times");
    asked.forEach(it -> assertTrue(tokens(it) < CONTEXT, "seed " + seed + ": too long"));
  }

  private static long tokens(ModelRequest request) {
    return TokenCounter.ESTIMATE.text(request.system())
        + TokenCounter.ESTIMATE.messages(request.messages());
  }

  private static boolean isLong(ModelRequest request) {
    return tokens(request) > TRIGGER * (CONTEXT - CONTEXT / 8);
  }

  private int sayUntilLong(Agents agents) {
    int turns = 0;
    while (asked.isEmpty() || !isLong(asked.getLast())) {
      say(agents, "Question " + turns++ + ", " + FILLER.repeat(2));
    }
    return turns;
  }

  private List<Message> lastAsked() {
    return asked.isEmpty() ? List.of() : asked.getLast().messages();
  }

  @Test
  void turnsGoOnWhileItIsBeingSummedUp() throws Exception {
    Held slow = new Held();
    try (Agents agents = agents(slow, LONG)) {
      sayUntilLong(agents);
      slow.begun.await();
      for (int i = 0; i < 10; i++) {
        say(agents, "And meanwhile " + i);
      }
      assertEquals(0, summaries());
      assertTrue(
          lastAsked().getFirst().text().startsWith("[Left out here"), "it fits all the same");
      slow.go.countDown();
      Await.until("it is summed up", DEADLINE, () -> summaries() == 1);
      say(agents, "And now?");
    }
    assertTrue(lastAsked().getFirst().text().startsWith("<summary>"));
    assertTrue(lastAsked().getFirst().text().contains("To see"));
    assertEquals("And now?", lastAsked().getLast().text());
  }

  /** That turn was shown the whole, so it took as much as the one before it. */
  @Test
  void aTurnThatRanMeanwhileDoesNotHaveItSummedUpAgain() throws Exception {
    Held slow = new Held();
    try (Agents agents = agents(slow, LONG)) {
      sayUntilLong(agents);
      slow.begun.await();
      meanwhile =
          () -> {
            slow.go.countDown();
            Await.until("it is summed up", DEADLINE, () -> summaries() == 1);
          };
      say(agents, "And meanwhile?");
      meanwhile = () -> {};
      asked.clear();
      sayUntilLong(agents);
      assertTrue(asked.size() > 2, "it was long again at once");
      asked
          .subList(0, asked.size() - 1)
          .forEach(request -> assertTrue(all(request).contains("To see")));
      Await.until("it is summed up again", DEADLINE, () -> summaries() > 1);
    }
    List<Long> after =
        journal.events().stream()
            .filter(event -> event.payload() instanceof EventPayload.SummaryWritten)
            .map(Event::seq)
            .toList();
    long turns =
        journal.read(SESSION, after.get(0), 1000).stream()
            .filter(event -> event.seq() < after.get(1))
            .filter(event -> event.payload() instanceof EventPayload.TurnCompleted)
            .count();
    assertTrue(turns > 2, "it was summed up again after " + turns + " turns");
  }

  @Test
  void aModelThatTakesTooLongOrSaysTooMuchIsReplacedByAList() {
    Summing stuck =
        told -> {
          new CountDownLatch(1).await();
          return "never";
        };
    for (Summing bad :
        List.<Summing>of(
            told -> "## Goal\n- " + "so much to say ".repeat(20_000),
            told -> "I am sorry, I can't do that.",
            stuck)) {
      asked.clear();
      int before = summaries();
      try (Agents agents = agents(bad, Duration.ofMillis(200))) {
        sayUntilLong(agents);
        Await.until("it is summed up", DEADLINE, () -> summaries() > before);
        say(agents, "And now?");
      }
      String summary = lastOf(EventPayload.SummaryWritten.class).text();
      assertTrue(summary.length() < 8000, summary);
      assertTrue(lastAsked().getFirst().text().contains(summary));
    }
    assertTrue(
        lastOf(EventPayload.SummaryWritten.class).text().contains("The user said: Question"));
  }

  @Test
  void whatIsForgottenMeanwhileIsNotSummedUp() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Summing slow =
        told -> {
          begun.countDown();
          go.await();
          done.countDown();
          return "## Goal\n- " + told.substring(0, 200).replace("\n", " ");
        };
    Agents agents = agents(slow, LONG);
    sayUntilLong(agents);
    begun.await();
    journal.delete(SESSION, "user");
    go.countDown();
    done.await();
    agents.close();
    assertEquals(0, summaries(), "of a session that is gone");
  }

  @Test
  void aSummaryThatWasForgottenCoversNothingAnyMore() {
    try (Agents agents = agents(told -> "## Goal\n- To see", LONG)) {
      say(agents, "One");
      say(agents, "Two");
      long at = journal.events().getLast().seq();
      journal.append(
          List.of(
              new NewEvent(
                  SESSION, null, "system", new EventPayload.SummaryWritten("## Goal\n- One", at))));
      say(agents, "Three");
      assertEquals(2, lastAsked().size());
      journal.append(
          List.of(
              new NewEvent(
                  SESSION,
                  null,
                  "system",
                  new EventPayload.SummaryWritten(MemoryEvent.FORGOTTEN, at + 100))));
      say(agents, "Four");
    }
    assertTrue(lastAsked().getFirst().text().contains("- One"));
    assertEquals(4, lastAsked().size(), "the one before still counts");
  }

  @Test
  void aSummaryIsReadAsItIsWritten() {
    Summary summary =
        Summary.parse(
            """
            Here it is:
            ## Goal
            - Get there
            ## Constraints:
            * Ask me first
            2. No spaces
            ### Open Items
            - none
            """);
    assertEquals(List.of("Get there"), summary.items(Summary.Section.GOAL));
    assertEquals(List.of("Ask me first", "No spaces"), summary.items(Summary.Section.CONSTRAINTS));
    assertEquals(List.of(), summary.items(Summary.Section.OPEN));
    assertEquals(summary, Summary.parse(summary.text()));
    assertNull(Summary.parse("Nothing of the kind"));
  }
}
