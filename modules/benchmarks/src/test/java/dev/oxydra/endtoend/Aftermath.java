package dev.oxydra.endtoend;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is left when the guest has stopped for good.
 *
 * @param sessions the journal's events by session
 * @param runs how often the tool ran for each turn
 */
record Aftermath(Map<String, List<Event>> sessions, Map<String, Long> runs) {
  private static final String COMMAND = "note ";

  /**
   * Reads it.
   *
   * @param commands what the tool has run
   */
  static Aftermath read(Path journalFile, List<String> commands) {
    Map<String, List<Event>> sessions = new LinkedHashMap<>();
    try (Journal journal = SqliteJournal.open(journalFile)) {
      for (SessionInfo session : journal.sessions()) {
        List<Event> events = journal.read(session.sessionId(), 0, Integer.MAX_VALUE);
        sessions.put(session.sessionId().value(), events);
      }
    }
    return new Aftermath(
        sessions,
        commands.stream()
            .collect(groupingBy(line -> line.substring(COMMAND.length()), counting())));
  }

  /** Everything that is not as it should be, for people. */
  List<String> faults(List<String> expected, List<ReturningClient> clients) {
    List<String> faults = new ArrayList<>();
    List<QueueChanges.Change> asked =
        clients.stream().flatMap(client -> client.changes().asked().stream()).toList();
    List<QueueChanges.Change> made =
        clients.stream().flatMap(client -> client.changes().made().stream()).toList();
    for (String session : expected) {
      turns(sessions.getOrDefault(session, List.of()))
          .forEach((turn, own) ->
              faults.addAll(
                  new TurnFaults(turn, own, of(turn, asked), of(turn, made), runs).all()));
    }
    clients.forEach(client -> faults.addAll(faults(client)));
    return faults;
  }

  private static List<QueueChanges.Change> of(TurnId turn, List<QueueChanges.Change> changes) {
    return changes.stream().filter(change -> change.turn().equals(turn.toString())).toList();
  }

  private static Map<TurnId, List<Event>> turns(List<Event> events) {
    return events.stream()
        .filter(event -> event.turnId() != null)
        .collect(
            groupingBy(
                event -> Objects.requireNonNull(event.turnId()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private List<String> faults(ReturningClient client) {
    List<String> faults = new ArrayList<>(client.oddities());
    List<Event> events = sessions.getOrDefault(client.session(), List.of());
    List<ReturningClient.Seen> rows =
        events.stream()
            .map(event ->
                new ReturningClient.Seen(
                    event.seq(), event.id().toString(), EventCodec.type(event.payload())))
            .toList();
    if (!client.events().equals(rows)) {
      faults.add(difference(client, rows));
    }
    Map<String, Long> submissions =
        events.stream()
            .filter(event -> event.payload() instanceof EventPayload.TurnSubmitted)
            .collect(groupingBy(event -> String.valueOf(event.turnId()), counting()));
    for (String turn : client.acknowledged()) {
      long times = submissions.getOrDefault(turn, 0L);
      if (times != 1) {
        faults.add("turn " + turn + " was acknowledged and is there " + times + " times");
      }
    }
    return faults;
  }

  private static String difference(ReturningClient client, List<ReturningClient.Seen> rows) {
    List<ReturningClient.Seen> seen = client.events();
    int at = 0;
    while (at < Math.min(seen.size(), rows.size()) && seen.get(at).equals(rows.get(at))) {
      at++;
    }
    return "a client of session %s has %d events and the journal %d; from %d on: %s and %s"
        .formatted(
            client.session(),
            seen.size(),
            rows.size(),
            at,
            seen.subList(at, Math.min(seen.size(), at + 3)),
            rows.subList(at, Math.min(rows.size(), at + 3)));
  }

  /** How many of what there was. */
  @Override
  public String toString() {
    Map<String, Long> types =
        sessions.values().stream()
            .flatMap(List::stream)
            .collect(
                groupingBy(event -> EventCodec.type(event.payload()), TreeMap::new, counting()));
    return "Left behind: %s; the tool ran %d times".formatted(types, runs.size());
  }
}
