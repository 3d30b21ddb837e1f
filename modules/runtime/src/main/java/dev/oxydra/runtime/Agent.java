package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Content;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.ContextShares.Share;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent.
 *
 * @param agent its name, its model and what it is told
 * @param access its line to the models
 * @param tools what it may call
 * @param sessions hold the conversation
 * @param recall finds what helps with a message
 * @param ancestry says who works for whom
 * @param modes says what is asked about in a session
 * @param prompts says what it is told first in a session
 */
record Agent(
    Bootstrap.Agent agent,
    ModelAccess access,
    Toolbox tools,
    RecentSessions sessions,
    Recall recall,
    Ancestry ancestry,
    ApprovalModes modes,
    Function<SessionId, OperatorPrompt> prompts,
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
    return selection == null ? agent.model() : access.models().resolve(selection, agent.model());
  }

  void run(Turn turn, TurnHost host) {
    TurnRecord record = TurnRecord.of(sessions.journal(), turn, agent.name());
    if (!turn.begun()) {
      record.append(new EventPayload.TurnStarted(), new EventPayload.UserMessage(messageOf(turn)));
    }
    Steering steering = new Steering(host, record);
    ProviderCalls model = null;
    EventPayload end;
    try (Purse purse = access.ledger().open(turn, agent)) {
      model = calls(turn, record, host, purse);
      end = end(turn, record, host, steering, model);
    } catch (IllegalArgumentException e) {
      end = new EventPayload.TurnFailed("unknown_model", String.valueOf(e.getMessage()));
    }
    steering.end();
    EventPayload time = access.ledger().time(turn.sessionId());
    if (time != null) {
      record.hold(time);
    }
    record.append(withCalls(end, record));
    if (model != null) {
      ContextMeter meter = model.meter();
      access.compaction().after(turn, model.model(), meter.room(), meter.used());
    }
  }

  /** What was really done stands beside what the answer says of it. */
  private static EventPayload withCalls(EventPayload end, TurnRecord record) {
    return end instanceof EventPayload.TurnCompleted completed
        ? new EventPayload.TurnCompleted(
            completed.finishReason(), completed.usage(), record.calls().tallies())
        : end;
  }

  /** The event that ends the turn, whatever happens in it. */
  private EventPayload end(
      Turn turn, TurnRecord record, TurnHost host, Steering steering, ProviderCalls model) {
    try (TurnDeadline deadline = model.purse().start(config.turnTimeout())) {
      try {
        Transcript transcript = transcript(turn);
        ToolInvoker invoker =
            new ToolInvoker(
                AgentTools.of(
                    tools.withPolicy(policy(turn.sessionId())),
                    ancestry,
                    agent.tools(),
                    turn.sessionId(),
                    deadline::waits),
                record,
                host::show,
                request -> deadline.paused(host::decide, request),
                () -> deadline.expired() || host.isCancelled());
        if (Children.isFirst(turn)) {
          invoker.hasRead(BriefText.sources(turn.prompt()));
        }
        ToolDispatch dispatch = new ToolDispatch(invoker, config.maxParallelTools(), host::show);
        return AgentLoop.run(
            context(turn, transcript, record, invoker, dispatch),
            model,
            dispatch,
            steering,
            maxTurns());
      } catch (InterruptedException e) {
        return deadline.expired() ? timedOut(model.purse()) : new EventPayload.TurnCancelled();
      }
    } catch (ProviderException e) {
      return new EventPayload.TurnFailed(
          e.kind().name().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
    } catch (BudgetException e) {
      return new EventPayload.TurnFailed("budget_exceeded", String.valueOf(e.getMessage()));
    } catch (JournalException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("Turn {} failed", turn.id(), e);
      return new EventPayload.TurnFailed(
          "internal_error", "Something went wrong inside the agent; its log says what: " + e);
    }
  }

  private ToolPolicy policy(SessionId session) {
    return new ConstrainedPolicy(modes.in(session, tools.policy()), access.constraints()::standing);
  }

  /** A schedule's turn is told what it is for, and nothing of the turns before it. */
  private Transcript transcript(Turn turn) {
    return Scheduled.isRun(turn)
        ? Transcript.of(sessions.journal().turn(turn.sessionId(), turn.id()), tools.files())
        : Transcript.read(sessions, turn.sessionId(), tools.files());
  }

  private ProviderCalls calls(Turn turn, TurnRecord record, TurnHost host, Purse purse) {
    ModelRef model = modelOf(turn);
    List<ModelInfo> infos = access.models().infos(model);
    ContextRoom room = ContextRoom.of(infos.getFirst(), config.contextBudget());
    return new ProviderCalls(
        access.provider(),
        model,
        infos,
        () -> systemPrompt(prompts.apply(turn.sessionId())),
        options(turn.selection()),
        record,
        host::show,
        new ContextMeter(model, room, access.calibration()),
        purse);
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
      ContextWindow context = new ContextWindow(transcript.summary(), transcript.settled());
      recall(turn, context, record, invoker);
      return context;
    }
    Transcript.Unfinished unfinished = transcript.unfinished();
    ContextWindow context = new ContextWindow(transcript.summary(), unfinished.messages());
    recall(turn, context, record, invoker);
    AgentLoop.finish(unfinished, context, dispatch, maxTurns());
    return context;
  }

  private void recall(Turn turn, ContextWindow context, TurnRecord record, ToolInvoker invoker)
      throws InterruptedException {
    Recollection found = recall.of(turn.sessionId(), context.messages());
    if (found != null) {
      context.recall(found.text());
      invoker.hasRead(found.source());
      if (!turn.begun() || !isRecalled(turn)) {
        record.hold(found.event());
      }
    }
  }

  private boolean isRecalled(Turn turn) {
    return sessions.journal().turn(turn.sessionId(), turn.id()).stream()
        .anyMatch(event -> event.payload() instanceof MemoryEvent.Recalled);
  }

  /** What the model would be sent if the session asked now. */
  ContextShares shares(SessionId session) throws InterruptedException {
    ModelRef model = agent.model();
    ContextRoom room =
        ContextRoom.of(access.models().infos(model).getFirst(), config.contextBudget());
    Transcript transcript = Transcript.read(sessions, session, tools.files());
    List<ToolSpec> specs = tools.offered(session).stream().map(Tool::spec).toList();
    List<Message> history = transcript.settled();
    ContextMeter meter = new ContextMeter(model, room, access.calibration());
    String constraints = access.constraints().text();
    OperatorPrompt prompt = prompts.apply(session);
    meter.request(systemPrompt(prompt), specs, history);
    TokenCounter tokens = meter.counter();
    Message summary = transcript.summary();
    return new ContextShares(
        model,
        room.limit(),
        List.of(
            new Share("system", tokens.text(prompt.text())),
            new Share("skills", tokens.text(prompt.skills())),
            new Share("constraints", tokens.text(constraints)),
            new Share("tools", tokens.tools(specs)),
            new Share("summary", summary == null ? 0 : tokens.message(summary)),
            new Share("history", tokens.messages(history)),
            new Share("answer", room.answer()),
            new Share("buffer", room.buffer())),
        meter.isExact());
  }

  private EventPayload timedOut(Purse purse) {
    BudgetException over = purse.overtime();
    if (over != null) {
      throw over;
    }
    return new EventPayload.TurnFailed(
        "turn_timeout",
        "The turn took longer than "
            + config.turnTimeout().toSeconds()
            + " s and was stopped. Ask for less at once, or raise runtime.turn_timeout.");
  }

  private int maxTurns() {
    return Objects.requireNonNullElse(agent.maxTurns(), config.maxTurns());
  }

  private String systemPrompt(OperatorPrompt prompt) {
    return prompt.whole() + access.constraints().text();
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
