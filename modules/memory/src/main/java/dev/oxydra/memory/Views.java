package dev.oxydra.memory;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.Event;
import dev.oxydra.types.Grant;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.Projections;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SearchHit;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TimeTotal;
import dev.oxydra.types.UsageTotal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The projections in a database of their own. They can be deleted at any time: they are what the
 * journal's events add up to.
 */
final class Views implements Projections, AutoCloseable {
  private final Source source;
  private final ViewStore store;

  Views(Path file, Source source) {
    this.source = source;
    this.store = new ViewStore(file, source);
  }

  /** The journal that they are of. */
  interface Source {
    /** The last committed event's place. */
    long lastSeq();

    /** The events of all sessions after a place. */
    List<Event> after(long seq, int limit);

    /** Those of these places that are there. */
    List<Event> at(List<Long> seqs);

    /** The id of the event at a place. */
    Optional<String> idAt(long seq);
  }

  @Override
  public List<SessionInfo> sessions() {
    return store.ask((views, upTo) -> views.query(ViewRows.SESSIONS, ViewRows::session));
  }

  @Override
  public Optional<SessionInfo> session(SessionId session) {
    return store.ask((views, upTo) ->
        views.query(ViewRows.SESSION, ViewRows::session, session.value()).stream().findFirst());
  }

  @Override
  public List<MessageNode> messages(SessionId session, long afterSeq, int limit) {
    requireLimit(limit);
    return store.ask((views, upTo) ->
        views.query(ViewRows.MESSAGES, ViewRows::message, session.value(), afterSeq, limit));
  }

  @Override
  public List<SearchHit> search(String query, int limit) {
    requireLimit(limit);
    Optional<String> words = ViewSearch.query(query);
    if (words.isEmpty()) {
      return List.of();
    }
    return store.ask(
        (views, upTo) -> views.query(ViewSearch.FIND, ViewRows::hit, words.get(), limit));
  }

  private static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit must be 1 or more, not " + limit);
    }
  }

  @Override
  public List<UsageTotal> usage(@Nullable SessionId session) {
    return session == null
        ? store.ask((views, upTo) -> views.query(ViewRows.USAGE, ViewRows::usage))
        : store.ask(
            (views, upTo) -> views.query(ViewRows.USAGE_OF, ViewRows::usage, session.value()));
  }

  @Override
  public List<TimeTotal> times(@Nullable SessionId session) {
    return session == null
        ? store.ask((views, upTo) -> views.query(ViewRows.TIMES, ViewRows::time))
        : store.ask(
            (views, upTo) -> views.query(ViewRows.TIMES_OF, ViewRows::time, session.value()));
  }

  @Override
  public List<Event> pendingApprovals() {
    return store.ask(
        (views, upTo) -> source.at(views.query(ViewRows.PENDING, row -> row.getLong(1))));
  }

  @Override
  public List<Grant> grants() {
    return store.ask((views, upTo) -> {
      Map<Long, Decision> decisions = new LinkedHashMap<>();
      views.each(
          ViewRows.GRANTED,
          row -> decisions.put(row.getLong(1), Decision.valueOf(row.getString(2))));
      return source.at(List.copyOf(decisions.keySet())).stream()
          .map(event ->
              new Grant(
                  event.sessionId(),
                  (ApprovalEvent.Requested) event.payload(),
                  Objects.requireNonNull(decisions.get(event.seq()))))
          .toList();
    });
  }

  @Override
  public Optional<ApprovalMode> approvalMode(SessionId session) {
    return store.ask((views, upTo) ->
        views
            .query(
                ViewRows.APPROVAL_MODE,
                row -> ApprovalMode.valueOf(row.getString(1)),
                session.value())
            .stream()
            .findFirst());
  }

  @Override
  public List<String> scratchpad(SessionId session) {
    return store.ask((views, upTo) ->
        source.at(views.query(ViewRows.SCRATCHPAD, row -> row.getLong(1), session.value())).stream()
            .flatMap(event -> ((MemoryEvent.ScratchpadWritten) event.payload()).items().stream())
            .toList());
  }

  @Override
  public List<QueuedTurn> queue() {
    return store.ask((views, upTo) -> {
      List<ViewRows.OpenTurn> turns = views.query(ViewRows.QUEUE, ViewRows::openTurn);
      Map<Long, Event> submitted =
          source.at(turns.stream().map(ViewRows.OpenTurn::seq).toList()).stream()
              .collect(Collectors.toMap(Event::seq, Function.identity()));
      List<QueuedTurn> queue = new ArrayList<>();
      for (ViewRows.OpenTurn turn : turns) {
        Event event = submitted.get(turn.seq());
        // Deleted since then.
        if (event != null) {
          queue.add(turn.of(event));
        }
      }
      return List.copyOf(queue);
    });
  }

  @Override
  public List<String> dump() {
    return store.ask((views, upTo) -> {
      List<String> lines = new ArrayList<>();
      ViewRows.dump(views, lines::add);
      return List.copyOf(lines);
    });
  }

  /**
   * Gives the same, line by line.
   *
   * @param begun is called before the first line, perhaps again, and gives who takes them
   * @return the place up to which that is
   */
  long dump(Supplier<Consumer<String>> begun) {
    return store.ask((views, upTo) -> {
      ViewRows.dump(views, begun.get());
      return upTo;
    });
  }

  /**
   * Compares the words that are searched for with the messages that they are of.
   *
   * @throws JournalException never for what is damaged: that is built anew
   */
  void checkWords() {
    store.ask((views, upTo) ->
        views.update("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)"));
  }

  @Override
  public void rebuild() {
    store.rebuild();
  }

  /** Lets nothing of what was deleted from the journal stay in the files, be they in use or not. */
  void erase() {
    store.erase();
  }

  @Override
  public void close() {
    store.close();
  }
}
