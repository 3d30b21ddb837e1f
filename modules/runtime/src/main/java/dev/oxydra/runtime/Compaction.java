package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Provider;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up the older part of conversations that get long, in the background: turns never wait for
 * it. What comes of it is one {@code summary.written}, which the next turn begins with. A model
 * that fails, takes too long, or says more than it sums up is replaced by a list of what was asked.
 */
final class Compaction implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Compaction.class);

  /** A summary takes no more than this part of the room for a request. */
  private static final int PART = 4;

  private final Provider provider;
  private final ModelSelector models;
  private final RecentSessions sessions;
  private final Journal journal;
  private final AgentConfig.Runtime config;
  private final Calibration calibration;
  private final Ledger ledger;
  private final Map<SessionId, Thread> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Compaction(
      Provider provider,
      ModelSelector models,
      RecentSessions sessions,
      AgentConfig.Runtime config,
      Calibration calibration,
      Ledger ledger) {
    this.provider = provider;
    this.models = models;
    this.sessions = sessions;
    this.journal = sessions.journal();
    this.config = config;
    this.calibration = calibration;
    this.ledger = ledger;
  }

  /**
   * A turn has ended: begins, if its conversation is long enough, and returns at once.
   *
   * @param answered who answered it
   * @param used how much of the context its last call took, in tokens
   */
  void after(Turn turn, ModelRef answered, ContextRoom room, long used) {
    boolean isLong = used > config.contextBudget().triggerRatio() * room.request();
    if (!config.summarization().enabled() || !isLong || closed || isSummedUpSince(turn)) {
      return;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("compaction-" + turn.sessionId())
            .unstarted(() -> run(turn, answered, room));
    if (running.putIfAbsent(turn.sessionId(), thread) == null) {
      thread.start();
    }
  }

  /** Whether that was done after the turn had been shown what is long. */
  private boolean isSummedUpSince(Turn turn) {
    boolean begun = false;
    for (Event event : sessions.events(turn.sessionId())) {
      if (event.payload() instanceof EventPayload.TurnStarted && turn.id().equals(event.turnId())) {
        begun = true;
      } else if (begun && event.payload() instanceof EventPayload.SummaryWritten) {
        return true;
      }
    }
    return false;
  }

  private void run(Turn turn, ModelRef answered, ContextRoom room) {
    SessionId session = turn.sessionId();
    try {
      Earlier earlier =
          Older.part(
              sessions.events(session),
              calibrated(answered),
              (long) (config.summarization().targetRatio() * room.request()),
              config.summarization().minTurns());
      if (earlier != null) {
        write(session, earlier, summary(turn, answered, earlier, room));
      }
    } catch (InterruptedException e) {
      log.debug("Session {} is not summed up, as the agent ends", session, e);
    } catch (JournalException e) {
      log.warn("Session {} can't be summed up: {}", session, e.getMessage());
    } catch (RuntimeException e) {
      log.error("Session {} could not be summed up", session, e);
    } finally {
      running.remove(session, Thread.currentThread());
    }
  }

  private TokenCounter calibrated(ModelRef model) {
    return text -> calibration.corrected(model, TokenCounter.ESTIMATE.text(text));
  }

  /** What a model makes of it, or else what can be listed. */
  private Summarized summary(Turn turn, ModelRef answered, Earlier earlier, ContextRoom room)
      throws InterruptedException {
    TokenCounter tokens = calibrated(answered);
    long most = Math.max(1, Math.min(room.request() / PART, taken(earlier, tokens)));
    List<EventPayload> used = new ArrayList<>();
    Summary listed = earlier.listed();
    Summary summary = listed;
    try (TurnDeadline deadline = TurnDeadline.start(config.summarization().timeout())) {
      try {
        ModelRef model = model(answered);
        Summary made =
            new Summarizer(
                    provider, model, models.infos(model), ledger.between(turn.sessionId()), tokens)
                .of(earlier, room, used);
        Summary whole = made.after(earlier.summary(), earlier.files()).within(most, tokens);
        summary = tokens.text(whole.text()) > most ? listed : whole;
      } catch (InterruptedException e) {
        if (!deadline.expired()) {
          throw e;
        }
        log.warn("Session {} was not summed up in time", turn.sessionId(), e);
      }
    } catch (JournalException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn("Session {} is summed up without a model: {}", turn.sessionId(), e.getMessage());
    }
    return new Summarized(summary.within(most, tokens), used);
  }

  private static long taken(Earlier earlier, TokenCounter tokens) {
    return tokens.text(earlier.summary().text())
        + earlier.told().stream().mapToLong(tokens::text).sum();
  }

  private record Summarized(Summary summary, List<EventPayload> used) {}

  private ModelRef model(ModelRef answered) {
    Selection wanted = config.summarization().selection();
    return wanted == null ? answered : models.resolve(wanted, answered);
  }

  /** Unless something of it was forgotten or deleted meanwhile. */
  private void write(SessionId session, Earlier earlier, Summarized made) {
    List<EventPayload> payloads = new ArrayList<>(made.used());
    if (isUnchanged(session, earlier)) {
      payloads.add(new EventPayload.SummaryWritten(made.summary().text(), earlier.upToSeq()));
    }
    if (!payloads.isEmpty() && !closed) {
      journal.append(
          payloads.stream().map(it -> new NewEvent(session, null, "system", it)).toList());
    }
  }

  private boolean isUnchanged(SessionId session, Earlier earlier) {
    List<Event> now = Older.events(journal, session, earlier.events().getFirst().seq() - 1);
    return now.size() >= earlier.events().size()
        && now.subList(0, earlier.events().size()).equals(earlier.events());
  }

  /** Ends those that run, which write nothing any more. */
  @Override
  public void close() {
    closed = true;
    List<Thread> threads = List.copyOf(running.values());
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
