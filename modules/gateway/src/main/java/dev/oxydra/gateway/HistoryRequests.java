package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client with the feature {@code history} may ask about all sessions of its user. */
final class HistoryRequests {
  private static final int EVENTS = 100;
  private static final int MAX_EVENTS = 1000;
  private static final int HITS = 20;
  private static final int MAX_HITS = 100;
  private static final String USER = "user";

  private final SessionHub hub;
  private final Outbound outbound;
  private final SessionRequests sessions;
  private final SessionExport export;

  HistoryRequests(SessionHub hub, Outbound outbound, SessionRequests sessions) {
    this.hub = hub;
    this.outbound = outbound;
    this.sessions = sessions;
    this.export = new SessionExport(hub, outbound);
  }

  void handle(HistoryRequest request, EventFrames current) {
    switch (request) {
      case HistoryRequest.GetHistory get -> outbound.add(history(get));
      case HistoryRequest.SearchSessions search -> outbound.add(search(search));
      case HistoryRequest.RenameSession rename -> outbound.add(rename(rename));
      case HistoryRequest.ArchiveSession archive -> outbound.add(archive(archive));
      case HistoryRequest.DeleteSession delete -> delete(delete, current);
      case HistoryRequest.ForkSession fork -> outbound.add(fork(fork));
      case HistoryRequest.ExportSession asked -> export.start(asked, hub.info(asked.sessionId()));
    }
  }

  private ServerFrame history(HistoryRequest.GetHistory get) {
    SessionId session = hub.session(get.sessionId());
    long before = Objects.requireNonNullElse(get.beforeSeq(), Long.MAX_VALUE);
    if (before < 0) {
      throw new GatewayException(
          Code.INVALID_FIELD, "Invalid field 'payload.before_seq': 0 or more, not " + before);
    }
    int limit = limit(get.limit(), EVENTS, MAX_EVENTS);
    EventPage page = EventPage.before(hub.journal(), session, before, limit);
    List<ServerFrame.Journalled> events =
        page.events().stream().map(ServerFrame.Journalled::of).toList();
    return new HistoryFrame.History(get.requestId(), session, events, page.hasMore());
  }

  private static int limit(@Nullable Integer asked, int standard, int max) {
    int limit = Objects.requireNonNullElse(asked, standard);
    if (limit < 1 || limit > max) {
      throw new GatewayException(
          Code.INVALID_FIELD,
          "Invalid field 'payload.limit': 1 to %d, not %d".formatted(max, limit));
    }
    return limit;
  }

  private ServerFrame search(HistoryRequest.SearchSessions search) {
    int limit = limit(search.limit(), HITS, MAX_HITS);
    return new HistoryFrame.SearchResults(
        search.requestId(), hub.journal().projections().search(search.query(), limit));
  }

  private ServerFrame rename(HistoryRequest.RenameSession rename) {
    String name = hub.directory().rename(hub.session(rename.sessionId()), rename.displayName());
    return new HistoryFrame.SessionRenamed(rename.requestId(), ref(rename.sessionId()), name);
  }

  private ServerFrame archive(HistoryRequest.ArchiveSession archive) {
    boolean archived = Objects.requireNonNullElse(archive.archived(), true);
    hub.directory().archive(hub.session(archive.sessionId()), archived);
    return new HistoryFrame.SessionArchived(
        archive.requestId(), ref(archive.sessionId()), archived);
  }

  private void delete(HistoryRequest.DeleteSession delete, EventFrames current) {
    SessionId session = delete.sessionId();
    List<String> backups = hub.delete(session, USER);
    if (session.equals(current.session().sessionId())) {
      sessions.deleted(delete.requestId(), current, backups);
    } else {
      outbound.add(new HistoryFrame.SessionDeleted(delete.requestId(), ref(session), backups));
    }
  }

  private ServerFrame fork(HistoryRequest.ForkSession fork) {
    SessionId made =
        hub.directory()
            .fork(
                hub.session(fork.sessionId()), fork.atSeq(), fork.displayName(), sessions.origin());
    return new HistoryFrame.SessionForked(
        fork.requestId(), ref(made), fork.sessionId(), fork.atSeq());
  }

  private ServerFrame.SessionRef ref(SessionId session) {
    return new ServerFrame.SessionRef(hub.user(), session);
  }
}
