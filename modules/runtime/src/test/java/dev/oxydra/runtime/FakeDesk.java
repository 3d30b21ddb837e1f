package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs turns as a hub does, but that an answer is made up; what it has taken in it never forgets.
 */
final class FakeDesk implements TurnDesk {
  private final Journal journal;
  private final Function<Turn, End> answers;
  private final Map<TurnId, End> ends = new LinkedHashMap<>();
  private final Set<SessionId> opened = new HashSet<>();
  private final Map<TurnId, Turn> turns = new LinkedHashMap<>();
  volatile CountDownLatch gate = new CountDownLatch(0);

  FakeDesk(Journal journal, Function<Turn, End> answers) {
    this.journal = journal;
    this.answers = answers;
  }

  static End completed(String answer) {
    return new End(new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE), answer);
  }

  static End failed(String message) {
    return new End(new EventPayload.TurnFailed("model_error", message), "");
  }

  @Override
  public synchronized void open(SessionId session, EventPayload.SessionCreated made) {
    if (opened.add(session)) {
      journal.append(List.of(new NewEvent(session, null, "system", made)));
    }
  }

  @Override
  public synchronized long submit(Turn turn) {
    if (turns.putIfAbsent(turn.id(), turn) == null) {
      End end = answers.apply(turn);
      ends.put(turn.id(), end);
      List<Event> events =
          journal.append(
              List.of(
                  new NewEvent(
                      turn.sessionId(),
                      turn.id(),
                      "default",
                      new EventPayload.AssistantMessage(
                          Message.assistant(end.answer()), FinishReason.STOP))));
      return events.getFirst().seq();
    }
    return 0;
  }

  @Override
  public End await(SessionId session, TurnId turn) throws InterruptedException {
    gate.await();
    synchronized (this) {
      End end = ends.get(turn);
      if (end == null) {
        throw new RefusedException("no_active_turn", "It is not there", null);
      }
      return end;
    }
  }

  @Override
  public boolean cancel(SessionId session, TurnId turn) {
    return false;
  }

  /** Those that were taken in, in order. */
  synchronized List<Turn> turns() {
    return List.copyOf(turns.values());
  }

  synchronized @Nullable Turn last() {
    return turns.isEmpty() ? null : List.copyOf(turns.values()).getLast();
  }
}
