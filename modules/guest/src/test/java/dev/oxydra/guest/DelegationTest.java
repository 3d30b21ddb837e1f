package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents that work for others, through a real hub and journal. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class DelegationTest {
  @TempDir private Path folder;

  @Test
  void severalWorkAtOnceAlsoWhereTheirParentHasTheLastPlace() throws Exception {
    try (DelegatingGuest guest = DelegatingGuest.open(folder)) {
      String answer = guest.ask("ask helper:a;checker:b");
      assertEquals("told: did a | did b", answer);
      List<Event> parent = guest.events(guest.session());
      assertEquals(2, count(parent, ActorEvent.Started.class));
      assertEquals(2, count(parent, ActorEvent.Stopped.class));
      long told = first(parent, EventPayload.ToolResulted.class);
      assertTrue(first(parent, ActorEvent.Stopped.class) < told, "told before it was committed");
      assertEquals(2, guest.children().size());
    }
  }

  @Test
  void nobodyAsksHimselfOrWhomHeWorksForOrTooDeep() throws Exception {
    try (DelegatingGuest guest = DelegatingGuest.open(folder)) {
      assertTrue(guest.ask("ask helper:ask helper:x").contains("'helper' is you"));
      assertTrue(guest.ask("ask helper:ask checker:ask helper:x").contains("There is no tool"));
      assertTrue(guest.ask("ask default:x").contains("there is no agent 'default'"));
      assertEquals("told: tools echo", guest.ask("ask checker:tools"));
      assertEquals("told: tools echo, " + Delegation.TOOL, guest.ask("ask helper:tools"));
    }
  }

  @Test
  void aParentThatIsCancelledTakesItsChildWithItAndHearsOfItLater() throws Exception {
    try (DelegatingGuest guest = DelegatingGuest.open(folder)) {
      var turn = guest.begin("ask helper:hang");
      guest.awaitHanging();
      guest.cancel(guest.session());
      assertInstanceOf(EventPayload.TurnCancelled.class, guest.end(turn).payload());
      SessionId child = guest.children().getFirst();
      assertEquals(1, count(guest.events(child), EventPayload.TurnCancelled.class));
      assertEquals(1, count(guest.events(guest.session()), ActorEvent.Failed.class));
      guest.ask("hello");
      assertEquals(1, mentions(guest.lastRequest("hello"), "helper did not finish"));
      guest.ask("again");
      assertEquals(1, mentions(guest.lastRequest("again"), "helper did not finish"));
    }
  }

  @Test
  void aChildThatIsCancelledAloneLeavesItsParentWithWhatThereIs() throws Exception {
    try (DelegatingGuest guest = DelegatingGuest.open(folder)) {
      var turn = guest.begin("ask helper:hang");
      guest.awaitHanging();
      guest.cancel(guest.children().getFirst());
      assertTrue(guest.end(turn).answer().contains("helper did not finish. It was cancelled"));
    }
  }

  @Test
  void oneThatFailsAgainAndAgainIsNotAskedAnyMoreAndTheUserIsTold() throws Exception {
    try (DelegatingGuest guest = DelegatingGuest.open(folder)) {
      for (int i = 0; i < 5; i++) {
        assertTrue(guest.ask("ask helper:fail").contains("helper did not finish"));
      }
      assertTrue(guest.ask("ask helper:a").contains("is not asked again for"));
      assertEquals("told: did b", guest.ask("ask checker:b"));
      List<Event> parent = guest.events(guest.session());
      assertEquals(1, count(parent, ActorEvent.Escalated.class));
      assertEquals(1, count(parent, NotificationEvent.Sent.class));
      assertEquals(6, guest.children().size());
    }
  }

  @Test
  void oneThatIsCancelledHasNotFailed() throws Exception {
    try (DelegatingGuest guest = DelegatingGuest.open(folder)) {
      for (int i = 0; i < 6; i++) {
        var turn = guest.begin("ask helper:hang");
        guest.awaitHanging();
        guest.cancel(guest.session());
        assertInstanceOf(EventPayload.TurnCancelled.class, guest.end(turn).payload());
      }
      assertEquals("told: did a", guest.ask("ask helper:a"));
    }
  }

  /** As if the guest had been killed after each event: nothing is lost, and nothing told twice. */
  @Test
  void aGuestThatDiesAfterAnyEventTellsEachResultOnce() throws Exception {
    List<Event> all;
    try (DelegatingGuest guest = DelegatingGuest.open(folder.resolve("whole"))) {
      guest.ask("ask helper:ask checker:a;checker:b");
      all = guest.all();
    }
    for (int kept = 1; kept <= all.size(); kept++) {
      List<Event> before = all.subList(0, kept);
      try (DelegatingGuest guest = DelegatingGuest.after(folder.resolve("cut" + kept), before)) {
        guest.ask("hello");
        long calls = calls(guest.events(guest.session()));
        ModelRequest shown = guest.lastRequest("hello");
        String what = "after %d events: %s".formatted(kept, shown.messages());
        assertEquals(calls, told(shown), what);
        for (SessionId parent : guest.sessions()) {
          List<Event> events = guest.events(parent);
          assertEquals(
              count(events, ActorEvent.Started.class),
              count(events, ActorEvent.Stopped.class) + count(events, ActorEvent.Failed.class),
              what);
        }
      }
    }
  }

  private static long calls(List<Event> events) {
    return events.stream()
        .filter(event -> event.payload() instanceof EventPayload.ToolCalled)
        .count();
  }

  private static long told(ModelRequest request) {
    return texts(request)
        .filter(text ->
            text.contains("did a") || text.contains("did b") || text.contains("did not finish"))
        .count();
  }

  private static long mentions(ModelRequest request, String what) {
    return texts(request).filter(text -> text.contains(what)).count();
  }

  private static Stream<String> texts(ModelRequest request) {
    return request.messages().stream()
        .filter(message -> message.role() != Role.ASSISTANT)
        .flatMap(message ->
            Stream.concat(
                Stream.of(message.text()),
                message.parts(ToolResult.class).stream().map(ToolResult::text)));
  }

  private static long count(List<Event> events, Class<? extends EventPayload> type) {
    return events.stream().filter(event -> type.isInstance(event.payload())).count();
  }

  private static long first(List<Event> events, Class<? extends EventPayload> type) {
    return events.stream()
        .filter(event -> type.isInstance(event.payload()))
        .findFirst()
        .orElseThrow()
        .seq();
  }

  /** The same events, to be appended. */
  static List<NewEvent> again(List<Event> events) {
    List<NewEvent> again = new ArrayList<>();
    for (Event event : events) {
      again.add(new NewEvent(event.sessionId(), event.turnId(), event.actor(), event.payload()));
    }
    return again;
  }
}
