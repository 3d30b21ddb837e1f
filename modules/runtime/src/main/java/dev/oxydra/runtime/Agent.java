package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.Selection;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent.
 *
 * @param agent its name, its model and what it is told
 * @param provider answers
 * @param models finds the model of a turn that asks for one
 * @param tools what it may call
 * @param journal holds the conversation
 * @param recall finds what helps with a message
 */
record Agent(
    Bootstrap.Agent agent,
    Provider provider,
    ModelSelector models,
    Toolbox tools,
    Journal journal,
    Recall recall,
    AgentConfig.Runtime config) {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  /**
   * Whether the turn's model is there.
   *
   * @throws IllegalArgumentException when it is not
   */
  void check(Turn turn) {
    Objects.requireNonNull(modelOf(turn));
  }

  private ModelRef modelOf(Turn turn) {
    Selection selection = turn.selection();
    return selection == null ? agent.model() : models.resolve(selection, agent.model());
  }

  void run(Turn turn, TurnHost host) {
    TurnRecord record = new TurnRecord(journal, turn, agent.name());
    if (!turn.begun()) {
      record.append(new EventPayload.TurnStarted(), new EventPayload.UserMessage(messageOf(turn)));
    }
    Steering steering = new Steering(host, record);
    EventPayload end = end(turn, record, host, steering);
    steering.end();
    record.append(end);
  }

  /** The event that ends the turn, whatever happens in it. */
  private EventPayload end(Turn turn, TurnRecord record, TurnHost host, Steering steering) {
    ModelRef model;
    try {
      model = modelOf(turn);
    } catch (IllegalArgumentException e) {
      return new EventPayload.TurnFailed("unknown_model", String.valueOf(e.getMessage()));
    }
    try (TurnDeadline deadline = TurnDeadline.start(config.turnTimeout())) {
      try {
        Transcript transcript = Transcript.read(journal, turn.sessionId(), tools.files());
        ToolInvoker invoker =
            new ToolInvoker(
                tools,
                record,
                host::show,
                request -> deadline.paused(host::decide, request),
                () -> deadline.expired() || host.isCancelled());
        ToolDispatch dispatch = new ToolDispatch(invoker, config.maxParallelTools(), host::show);
        return AgentLoop.run(
            context(turn, transcript, record, invoker, dispatch),
            new ProviderCalls(
                provider, model, systemPrompt(), options(turn.selection()), record, host::show),
            dispatch,
            steering,
            config.maxTurns());
      } catch (InterruptedException e) {
        return deadline.expired() ? timedOut() : new EventPayload.TurnCancelled();
      }
    } catch (ProviderException e) {
      return new EventPayload.TurnFailed(
          e.kind().name().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
    } catch (JournalException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("Turn {} failed", turn.id(), e);
      return new EventPayload.TurnFailed(
          "internal_error", "Something went wrong inside the agent; its log says what: " + e);
    }
  }

  /** What the model is shown first. A turn that goes on ends the calls that it was in. */
  private ContextWindow context(
      Turn turn,
      Transcript transcript,
      TurnRecord record,
      ToolInvoker invoker,
      ToolDispatch dispatch)
      throws InterruptedException {
    if (!turn.begun()) {
      ContextWindow context = new ContextWindow(transcript.settled());
      recall(turn, context, record, invoker);
      return context;
    }
    Transcript.Unfinished unfinished = transcript.unfinished();
    ContextWindow context = new ContextWindow(unfinished.messages());
    recall(turn, context, record, invoker);
    AgentLoop.finish(unfinished, context, dispatch, config.maxTurns());
    return context;
  }

  private void recall(Turn turn, ContextWindow context, TurnRecord record, ToolInvoker invoker)
      throws InterruptedException {
    Recollection found = recall.of(turn.sessionId(), context.messages());
    if (found != null) {
      context.recall(found.text());
      invoker.hasRead(found.source());
      if (!turn.begun()) {
        record.append(found.event());
      }
    }
  }

  private EventPayload timedOut() {
    return new EventPayload.TurnFailed(
        "turn_timeout",
        "The turn took longer than "
            + config.turnTimeout().toSeconds()
            + " s and was stopped. Ask for less at once, or raise runtime.turn_timeout.");
  }

  private String systemPrompt() {
    String own = agent.systemPrompt();
    String configured = own == null ? config.systemPrompt() : own;
    return configured == null ? SystemPrompt.builtIn() : configured;
  }

  private ModelOptions options(@Nullable Selection selection) {
    ReasoningEffort wished = selection == null ? null : selection.reasoning();
    return new ModelOptions(wished == null ? agent.reasoning() : wished, null, ModelInfo.UNKNOWN);
  }

  private static Message messageOf(Turn turn) {
    List<Content> content = new ArrayList<>(turn.attachments());
    content.add(new Content.Text(turn.prompt()));
    return new Message(Role.USER, content);
  }
}
