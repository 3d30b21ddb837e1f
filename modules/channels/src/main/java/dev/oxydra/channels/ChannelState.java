package dev.oxydra.channels;

import dev.oxydra.types.ChannelEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one channel's events in the journal add up to. Safe for use by any thread. */
final class ChannelState {
  private static final int PAGE = 1000;

  private final String channel;
  private final Journal journal;
  private final Map<String, List<SessionId>> sessions = new HashMap<>();
  private final Map<Place, Long> delivered = new HashMap<>();
  private final Map<String, Long> received = new HashMap<>();
  private final Map<String, Map<String, Sent>> messages = new HashMap<>();

  private record Place(String address, SessionId session) {}

  /**
   * What became of a message.
   *
   * @param known whether it was sent for sure
   * @param messageId null where that is not known, or it was given up
   */
  record Sent(boolean known, @Nullable String messageId) {}

  /** Reads what there is. */
  ChannelState(String channel, Journal journal) {
    this.channel = channel;
    this.journal = journal;
    long after = 0;
    List<Event> page;
    do {
      page = journal.read(ChannelEvent.SESSION, after, PAGE);
      for (Event event : page) {
        after = event.seq();
        if (event.payload() instanceof ChannelEvent it && it.channel().equals(channel)) {
          apply(it);
        }
      }
    } while (page.size() == PAGE);
  }

  /** Commits events, all or none. */
  synchronized void commit(ChannelEvent... events) {
    journal.append(
        Arrays.stream(events)
            .map(it -> new NewEvent(ChannelEvent.SESSION, null, channel, it))
            .toList());
    for (ChannelEvent event : events) {
      apply(event);
    }
  }

  private void apply(ChannelEvent event) {
    switch (event) {
      case ChannelEvent.Mapped it -> {
        List<SessionId> all = new ArrayList<>(sessions.getOrDefault(it.address(), List.of()));
        all.remove(it.session());
        all.add(it.session());
        sessions.put(it.address(), all);
      }
      case ChannelEvent.Received it ->
          received.merge(it.account(), it.place(), (one, other) -> Math.max(one, other));
      case ChannelEvent.Sending it -> ofAddress(it.address()).put(it.key(), new Sent(false, null));
      case ChannelEvent.Sent it ->
          ofAddress(it.address()).put(it.key(), new Sent(true, it.messageId()));
      case ChannelEvent.Delivered it -> {
        delivered.merge(
            new Place(it.address(), it.session()), it.seq(), (one, other) -> Math.max(one, other));
        // What came before is never sent again.
        ofAddress(it.address()).clear();
      }
    }
  }

  private Map<String, Sent> ofAddress(String address) {
    return messages.computeIfAbsent(address, key -> new HashMap<>());
  }

  /** Those that have a session. */
  synchronized Set<String> addresses() {
    return new HashSet<>(sessions.keySet());
  }

  /** Whom an address talks to; null for nobody yet. */
  synchronized @Nullable SessionId session(String address) {
    List<SessionId> all = sessions.getOrDefault(address, List.of());
    return all.isEmpty() ? null : all.getLast();
  }

  /** Whom it talked to before that; null for nobody. */
  synchronized @Nullable SessionId before(String address) {
    List<SessionId> all = sessions.getOrDefault(address, List.of());
    return all.size() < 2 ? null : all.get(all.size() - 2);
  }

  /** Up to where an address was given a session; null where it was given nothing of it. */
  synchronized @Nullable Long delivered(String address, SessionId session) {
    return delivered.get(new Place(address, session));
  }

  /** Up to where an account's messages were dealt with; -1 for none. */
  synchronized long received(String account) {
    return received.getOrDefault(account, -1L);
  }

  /** What became of a message since the last {@link ChannelEvent.Delivered}; null for nothing. */
  synchronized @Nullable Sent sent(String address, String key) {
    return messages.getOrDefault(address, Map.of()).get(key);
  }
}
