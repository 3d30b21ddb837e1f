package dev.oxydra.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Json;
import dev.oxydra.types.JsonProblem;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.ImportReport;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was said in all sessions of the user, message by message. Sessions that an agent had with
 * another one are not among them: the user said nothing there.
 */
record Conversations(SessionHub hub, ConversationImport importer) {
  private static final String ORIGIN = "import";

  /** How many messages are read at once. */
  private static final int PAGE = 64;

  /**
   * A message, on a line of its own.
   *
   * @param seq its event; of no account when it is taken in
   * @param speaker {@link Role#USER} or {@link Role#ASSISTANT}
   */
  record Said(
      SessionId sessionId,
      @Nullable String agentName,
      @Nullable String displayName,
      @Nullable Long seq,
      Instant at,
      Role speaker,
      String text) {
    Said {
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(speaker, "speaker");
      Objects.requireNonNull(text, "text");
      if (speaker == Role.TOOL) {
        throw new IllegalArgumentException("speaker must be user or assistant");
      }
    }
  }

  /** All messages, session by session, the oldest first; each page is read when it is its turn. */
  Iterator<Said> written() {
    return new Written(
        hub.sessions().stream()
            .filter(session -> session.parentSessionId() == null)
            .sorted(Comparator.comparing(SessionInfo::createdAt))
            .iterator());
  }

  /** Holds one page. A stream of streams would hold a whole session. */
  private final class Written implements Iterator<Said> {
    private final Iterator<SessionInfo> sessions;
    private final Deque<Said> page = new ArrayDeque<>();
    private @Nullable SessionInfo session;
    private long seq;

    Written(Iterator<SessionInfo> sessions) {
      this.sessions = sessions;
    }

    @Override
    public boolean hasNext() {
      while (page.isEmpty() && (session != null || sessions.hasNext())) {
        SessionInfo from = session == null ? sessions.next() : session;
        session = read(from) ? from : null;
      }
      return !page.isEmpty();
    }

    /** Whether there may be more of the session. */
    private boolean read(SessionInfo from) {
      List<MessageNode> next = hub.journal().projections().messages(from.sessionId(), seq, PAGE);
      next.stream()
          .filter(message -> message.role() != Role.TOOL && hasText(message.text()))
          .forEach(message -> page.add(said(from, message)));
      seq = next.isEmpty() ? 0 : next.getLast().seq();
      return !next.isEmpty();
    }

    @Override
    public Said next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.remove();
    }
  }

  private static Said said(SessionInfo session, MessageNode message) {
    return new Said(
        session.sessionId(),
        session.agentName(),
        session.displayName(),
        message.seq(),
        message.ts(),
        message.role(),
        message.text());
  }

  private static boolean hasText(String text) {
    return !text.isBlank() && !text.equals(MemoryEvent.FORGOTTEN);
  }

  /**
   * Makes the sessions that are not there. The messages of a session follow each other.
   *
   * @param call with a line for each message
   * @return how many sessions were made, none changed, and how many were there already
   */
  ImportReport imported(HttpCall call) {
    Taken taken = new Taken();
    JsonLines.read(call, taken::line);
    return taken.report();
  }

  /** One session after the other. */
  private final class Taken {
    private final List<Said> session = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private @Nullable String wrong;
    private String id = "";
    private int saved;
    private int unchanged;

    void line(int number, JsonNode json) {
      String named = json.path("session_id").asText();
      if (!named.equals(id)) {
        end();
        id = named;
      }
      try {
        session.add(Json.mapper().treeToValue(json, Said.class));
      } catch (JsonProcessingException e) {
        if (wrong == null) {
          wrong = "line %d: %s".formatted(number, JsonProblem.of(e).message(""));
        }
      }
    }

    /** A part of a session would stay a part: it is there then. */
    private void end() {
      if (wrong != null) {
        refused.add("Nothing of session '%s' was taken, %s".formatted(id, wrong));
      } else if (!session.isEmpty()) {
        take(session.getFirst());
      }
      session.clear();
      wrong = null;
    }

    private void take(Said first) {
      try {
        if (make(first, List.copyOf(session))) {
          saved++;
        } else {
          unchanged++;
        }
      } catch (GatewayException | IllegalArgumentException e) {
        refused.add("Session %s was not taken: %s".formatted(id, e.getMessage()));
      }
    }

    ImportReport report() {
      end();
      return new ImportReport(saved, 0, unchanged, refused);
    }
  }

  private boolean make(Said first, List<Said> messages) {
    if (first.sessionId().equals(MemoryStore.SESSION)) {
      throw new IllegalArgumentException("That is where notes are kept");
    }
    SessionId session = freeOf(first.sessionId());
    String named =
        session.equals(first.sessionId()) || first.displayName() != null
            ? first.displayName()
            : first.sessionId() + ", imported";
    String agent =
        first.agentName() != null && hub.agents().contains(first.agentName())
            ? first.agentName()
            : AgentConfig.DEFAULT_AGENT;
    List<ConversationImport.Imported> said =
        messages.stream()
            .map(it -> new ConversationImport.Imported(it.speaker(), it.text(), it.at()))
            .toList();
    return hub.directory()
        .bring(
            session,
            named,
            name ->
                importer.importMessages(
                    session, new EventPayload.SessionCreated(agent, name, ORIGIN, null), said));
  }

  /** The default session is there on every machine, even where nothing has been said in it. */
  private SessionId freeOf(SessionId wanted) {
    return wanted.equals(hub.directory().defaultSession())
            && hub.directory().list().stream().anyMatch(it -> it.sessionId().equals(wanted))
            && hub.journal().projections().messages(wanted, 0, 1).isEmpty()
        ? new SessionId("imported-" + wanted.value())
        : wanted;
  }
}
