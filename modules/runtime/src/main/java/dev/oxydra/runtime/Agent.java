package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.Role;
import dev.oxydra.types.Tool;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.TurnUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configured agent: it runs turns with one model and one set of tools. Safe for use by several
 * turns at once.
 */
public final class Agent implements TurnRunner {
  /** The name of the agent that sessions get when they ask for none. */
  public static final String DEFAULT_NAME = "default";

  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private final String name;
  private final Provider provider;
  private final ModelId model;
  private final List<Tool> tools;
  private final Journal journal;
  private final AgentConfig.Runtime config;

  /**
   * Makes an agent; nothing is read or loaded before its first turn.
   *
   * @param name who acts in the journal
   * @param provider answers
   * @param model which of the provider's models
   * @param tools what it may call
   * @param journal holds the conversation
   */
  public Agent(
      String name,
      Provider provider,
      ModelId model,
      List<Tool> tools,
      Journal journal,
      AgentConfig.Runtime config) {
    this.name = Objects.requireNonNull(name, "name");
    this.provider = Objects.requireNonNull(provider, "provider");
    this.model = Objects.requireNonNull(model, "model");
    this.tools = List.copyOf(tools);
    this.journal = Objects.requireNonNull(journal, "journal");
    this.config = Objects.requireNonNull(config, "config");
  }

  @Override
  public void run(Turn turn, Consumer<TurnUpdate> live) {
    TurnRecord record = new TurnRecord(journal, turn, name);
    record.append(new EventPayload.TurnStarted(), new EventPayload.UserMessage(messageOf(turn)));
    record.append(end(turn, record, live));
  }

  /** The event that ends the turn, whatever happens in it. */
  private EventPayload end(Turn turn, TurnRecord record, Consumer<TurnUpdate> live) {
    try (TurnDeadline deadline = TurnDeadline.start(config.turnTimeout())) {
      try {
        return AgentLoop.run(
            Transcript.read(journal, turn.sessionId()),
            new AgentLoop.Model(provider, model, systemPrompt()),
            new ToolDispatch(tools, config.maxParallelTools(), record, live),
            config.maxTurns(),
            record,
            live);
      } catch (InterruptedException e) {
        return deadline.expired()
            ? new EventPayload.TurnFailed(
                "turn_timeout",
                "The turn took longer than "
                    + config.turnTimeout().toSeconds()
                    + " s and was stopped. Ask for less at once, or raise runtime.turn_timeout.")
            : new EventPayload.TurnCancelled();
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

  private String systemPrompt() {
    String configured = config.systemPrompt();
    return configured == null ? SystemPrompt.builtIn() : configured;
  }

  private static Message messageOf(Turn turn) {
    List<Content> content = new ArrayList<>(turn.attachments());
    content.add(new Content.Text(turn.prompt()));
    return new Message(Role.USER, content);
  }
}
