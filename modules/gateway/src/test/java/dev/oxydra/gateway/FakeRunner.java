package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Choices;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Selection;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Runs turns by scripts: the prompt is a script's name. Without one, it echoes the prompt. */
final class FakeRunner implements TurnRunner {
  /** What a turn does. An interrupt ends it as cancelled. */
  interface Script {
    void run(Steps steps) throws InterruptedException;
  }

  private final Journal journal;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  volatile Choices choices = Choices.NONE;
  private final List<Turn> turns = new CopyOnWriteArrayList<>();

  FakeRunner(Journal journal) {
    this.journal = journal;
    script("wait", steps -> new CountDownLatch(1).await());
  }

  FakeRunner script(String prompt, Script script) {
    scripts.put(prompt, script);
    return this;
  }

  @Override
  public Set<String> agents() {
    return Set.of(AgentConfig.DEFAULT_AGENT, "writer");
  }

  @Override
  public Choices choices() {
    return choices;
  }

  /** Every model is there but {@code nonesuch}. */
  @Override
  public void check(Turn turn) {
    Selection selection = turn.selection();
    if (selection != null && "nonesuch".equals(selection.model())) {
      throw new IllegalArgumentException("There is no model 'nonesuch'; is it 'demo'?");
    }
  }

  /** The turns that ran, in the order in which they began. */
  List<Turn> turns() {
    return List.copyOf(turns);
  }

  @Override
  public void run(Turn turn, TurnHost host) {
    turns.add(turn);
    Steps steps = new Steps(journal, turn, host);
    steps.append(new EventPayload.TurnStarted());
    steps.append(new EventPayload.UserMessage(Message.user(turn.prompt())));
    try {
      scripts
          .getOrDefault(turn.prompt(), echo -> echo.answer("You said: " + turn.prompt()))
          .run(steps);
    } catch (InterruptedException e) {
      steps.append(new EventPayload.TurnCancelled());
    }
  }

  /** What a script can do. */
  record Steps(Journal journal, Turn turn, TurnHost host) {
    void append(EventPayload payload) {
      journal.append(List.of(new NewEvent(turn.sessionId(), turn.id(), "default", payload)));
    }

    void delta(String text) {
      host.show(new TurnUpdate.Delta(text));
    }

    void progress(TurnUpdate.Progress.Kind kind, List<String> tools, long seconds) {
      host.show(new TurnUpdate.Progress(kind, tools, seconds, "working", 1, 5));
    }

    /** Streams a text, word by word, commits it and ends the turn. */
    void answer(String text) {
      progress(TurnUpdate.Progress.Kind.PROVIDER_CALL, List.of(), 0);
      for (String word : text.splitWithDelimiters(" ", 0)) {
        delta(word);
      }
      message(Message.assistant(text), FinishReason.STOP);
      append(new EventPayload.TurnCompleted(FinishReason.STOP, new Usage(10, 5, 2, 1)));
    }

    void message(Message message, FinishReason reason) {
      append(new EventPayload.AssistantMessage(message, reason));
      append(
          new EventPayload.UsageRecorded(
              new ProviderId("demo"), new ModelId("demo"), new Usage(10, 5, 2, 1)));
    }

    /** A message that calls a tool, the call and its result. */
    void callTool(String callId) {
      var arguments = JsonNodeFactory.instance.objectNode().put("path", "notes.txt");
      var call = new ToolCall(callId, "file_read", arguments);
      message(
          new Message(Role.ASSISTANT, List.of(new Content.Text("Let me look."), call)),
          FinishReason.TOOL_CALLS);
      append(new EventPayload.ToolCalled(callId, "file_read", arguments, SafetyTier.READ_ONLY));
      progress(TurnUpdate.Progress.Kind.TOOL_EXECUTION, List.of("file_read"), 0);
      progress(TurnUpdate.Progress.Kind.TOOL_HEARTBEAT, List.of("file_read"), 3);
      append(new EventPayload.ToolResulted(callId, "file_read", ToolResult.Outcome.OK, "hello", 7));
    }
  }
}
