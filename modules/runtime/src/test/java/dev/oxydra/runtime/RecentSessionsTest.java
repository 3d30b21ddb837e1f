package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read of a session, and how often. */
class RecentSessionsTest {
  private static final SessionId SESSION = new SessionId("runtime-alice");

  /** After which places it was read. */
  private final List<Long> reads = new ArrayList<>();

  private final Journal journal = counting(new InMemoryJournal());
  private final RecentSessions sessions = new RecentSessions(journal);

  private Journal counting(Journal all) {
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (_, method, arguments) -> {
              if (method.getName().equals("read")) {
                reads.add((Long) arguments[1]);
              }
              try {
                return method.invoke(all, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private long append(SessionId session, EventPayload payload) {
    return journal.append(List.of(new NewEvent(session, null, "user", payload))).getFirst().seq();
  }

  private long say(String text) {
    return append(SESSION, new EventPayload.UserMessage(Message.user(text)));
  }

  private List<Long> seen() {
    return sessions.events(SESSION).stream().map(Event::seq).toList();
  }

  @Test
  void readsOnTheSecondTimeWhereItEndedTheFirstTime() {
    long one = say("one");
    assertEquals(List.of(one), seen());
    long two = say("two");
    assertEquals(List.of(one, two), seen());
    assertEquals(List.of(one, two), seen());
    assertEquals(List.of(0L, one, two), reads);
  }

  @Test
  void readsAllAgainWhenSomethingWasForgotten() {
    long one = say("one");
    seen();
    append(MemoryStore.SESSION, new MemoryEvent.Forgotten(List.of(), List.of(one), List.of()));
    assertEquals(List.of(one), seen());
    assertEquals(List.of(0L, 0L), reads);
  }

  @Test
  void keepsNoSessionThatIsLong() {
    long one = say("long ".repeat(2 << 20));
    long two = say("two");
    assertEquals(List.of(one, two), seen());
    assertEquals(List.of(one, two), seen());
    assertEquals(List.of(0L, 0L), reads);
  }

  @Test
  void keepsNothingThatIsSummedUpButForAgentsThatNobodyHeard() {
    say("one");
    long agent = append(SESSION, new ActorEvent.Stopped(new SessionId("child"), "found it"));
    long two = say("two");
    long three = say("three");
    long summary = append(SESSION, new EventPayload.SummaryWritten("## Goal\n- One", two));
    assertEquals(List.of(agent, three, summary), seen());
    long four = say("four");
    assertEquals(List.of(agent, three, summary, four), seen());
    assertEquals(List.of(0L, summary), reads);
  }

  /** The one that comes before it counts again, and what it doesn't cover. */
  @Test
  void readsAllAgainWhenASummaryWasForgotten() {
    long one = say("one");
    long summary = append(SESSION, new EventPayload.SummaryWritten("## Goal\n- One", one));
    assertEquals(List.of(summary), seen());
    append(MemoryStore.SESSION, new MemoryEvent.Forgotten(List.of(), List.of(summary), List.of()));
    assertEquals(List.of(summary), seen());
    assertEquals(List.of(0L, 0L), reads);
  }

  @Test
  void keepsNothingOfADeletedSession() {
    say("one");
    seen();
    journal.delete(SESSION, "user");
    List<Event> left = journal.read(SESSION, 0, 10);
    assertEquals(left, sessions.events(SESSION));
    assertEquals(1, left.size());
  }
}
