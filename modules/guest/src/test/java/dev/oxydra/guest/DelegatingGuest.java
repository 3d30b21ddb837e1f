package dev.oxydra.guest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.gateway.SessionHub;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.runtime.Agents;
import dev.oxydra.runtime.Delegations;
import dev.oxydra.runtime.Supervision;
import dev.oxydra.testing.FakeTool;
import dev.oxydra.tools.delegation.DelegationTools;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Event;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A hub with one place for turns, a journal, and three agents, whose model does what it reads:
 * {@code ask helper:a;checker:b} asks others, {@code hang} does nothing more, {@code tools} says
 * which there are.
 */
final class DelegatingGuest implements AutoCloseable {
  private static final ModelRef MODEL = ModelRef.parse("test/m");

  private final SqliteJournal journal;
  private final SessionHub hub;
  private final Answers answers = new Answers();

  private DelegatingGuest(Path folder, List<Event> before) throws IOException {
    Files.createDirectories(folder);
    journal = SqliteJournal.open(folder.resolve("journal.db"));
    DelegationTest.again(before)
        .forEach(event -> {
          var _ = journal.append(List.of(event));
        });
    AtomicReference<TurnDesk> desk = new AtomicReference<>(TurnDesk.NONE);
    hub =
        new SessionHub(
            new UserId("alice"),
            journal,
            agents(desk),
            new AgentConfig.Gateway(
                List.of(), List.of(), 64L << 20, 4, 10L << 20, 40L << 20, 50, 1, 100));
    desk.set(hub.turns());
    hub.start();
  }

  static DelegatingGuest open(Path folder) throws IOException {
    return new DelegatingGuest(folder, List.of());
  }

  /** One whose journal begins with what another one has left. */
  static DelegatingGuest after(Path folder, List<Event> before) throws IOException {
    return new DelegatingGuest(folder, before);
  }

  private Agents agents(AtomicReference<TurnDesk> desk) {
    List<Bootstrap.Agent> all =
        List.of(
            new Bootstrap.Agent(AgentConfig.DEFAULT_AGENT, MODEL, ReasoningEffort.AUTO, null),
            agent("helper", List.of("*")),
            agent("checker", List.of("ec*")));
    AgentConfig.Runtime config = new AgentConfig.Runtime(10, Duration.ofMinutes(5), 8, null);
    Delegation delegation =
        Objects.requireNonNull(
            Delegations.create(
                all,
                config.delegation(),
                journal,
                desk::get,
                new Supervision(journal, desk::get, SessionId.defaultOf(new UserId("alice")))));
    List<Tool> tools = new ArrayList<>();
    tools.add(
        new FakeTool("echo", SafetyTier.READ_ONLY, arguments -> ToolOutput.ok("" + arguments)));
    tools.addAll(DelegationTools.create(delegation));
    return new Agents(all, answers, (wish, usual) -> usual, Toolbox.of(tools), journal, config);
  }

  private static Bootstrap.Agent agent(String name, List<String> tools) {
    return new Bootstrap.Agent(
        name,
        MODEL,
        ReasoningEffort.AUTO,
        null,
        "Does things.",
        tools,
        null,
        AgentConfig.Spend.UNLIMITED);
  }

  SessionId session() {
    return hub.defaultSession();
  }

  Turn begin(String prompt) {
    Turn turn = new Turn(TurnId.create(), session(), prompt, List.of());
    var _ = hub.submit(turn, true);
    return turn;
  }

  TurnDesk.End end(Turn turn) throws InterruptedException {
    return hub.turns().await(turn.sessionId(), turn.id());
  }

  /** The answer of a turn. */
  String ask(String prompt) throws InterruptedException {
    return end(begin(prompt)).answer();
  }

  void awaitHanging() throws InterruptedException {
    answers.hanging.acquire();
  }

  void cancel(SessionId session) {
    var _ = hub.cancel(session);
  }

  List<SessionId> children() {
    return hub.sessions().stream()
        .filter(session -> session.parentSessionId() != null)
        .map(SessionInfo::sessionId)
        .toList();
  }

  List<SessionId> sessions() {
    return hub.sessions().stream().map(SessionInfo::sessionId).toList();
  }

  List<Event> events(SessionId session) {
    return journal.read(session, 0, 1000);
  }

  List<Event> all() {
    return journal.readAll(0, 10_000);
  }

  /** What the model was shown when it was asked this. */
  ModelRequest lastRequest(String prompt) {
    return answers.requests.stream()
        .filter(request -> request.messages().getLast().text().equals(prompt))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  @Override
  public void close() {
    hub.close();
    journal.close();
  }

  private static final class Answers implements Provider {
    final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
    final Semaphore hanging = new Semaphore(0);

    @Override
    public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
        throws InterruptedException {
      requests.add(request);
      Message last = request.messages().getLast();
      if (last.role() == Role.TOOL) {
        return says(
            last.parts(ToolResult.class).stream()
                .map(ToolResult::text)
                .collect(Collectors.joining(" | ", "told: ", "")));
      }
      String text = last.text();
      if (text.startsWith("ask ")) {
        return calls(text.substring("ask ".length()));
      }
      if (text.equals("hang")) {
        hanging.release();
        new CountDownLatch(1).await();
      }
      if (text.equals("fail")) {
        throw new ProviderException(
            ProviderException.Kind.INVALID_REQUEST, false, "It can't be done", null);
      }
      return says(
          text.equals("tools")
              ? "tools "
                  + request.tools().stream().map(ToolSpec::name).collect(Collectors.joining(", "))
              : "did " + text);
    }

    private static Completion calls(String briefs) {
      List<Content> calls = new ArrayList<>();
      for (String brief : briefs.split(";", -1)) {
        String[] parts = brief.split(":", 2);
        calls.add(
            new ToolCall(
                "call-" + calls.size(),
                Delegation.TOOL,
                JsonNodeFactory.instance
                    .objectNode()
                    .put("agent", parts[0])
                    .put("goal", parts[1])));
      }
      return completion(new Message(Role.ASSISTANT, calls), FinishReason.TOOL_CALLS);
    }

    private static Completion says(String text) {
      return completion(Message.assistant(text), FinishReason.STOP);
    }

    private static Completion completion(Message message, FinishReason reason) {
      return new Completion(message, reason, new Usage(1, 1, 0, 0));
    }

    @Override
    public void close() {}
  }
}
