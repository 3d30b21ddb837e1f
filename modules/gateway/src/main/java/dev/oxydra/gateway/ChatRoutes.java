package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.gateway.ChatSessions.Named;
import dev.oxydra.types.Json;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnState;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Talking to agents over plain HTTP. */
final class ChatRoutes {
  private static final String SESSION = "session_id";

  private final SessionHub hub;
  private final ChatSessions sessions;
  private final long maxBody;
  private final Duration heartbeat;

  /**
   * @param maxBody the longest message with its attachments, in bytes
   * @param heartbeat how long a stream of events is silent at most
   */
  ChatRoutes(SessionHub hub, long maxBody, Duration heartbeat) {
    this.hub = hub;
    this.sessions = new ChatSessions(hub);
    this.maxBody = maxBody;
    this.heartbeat = heartbeat;
  }

  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.post("/chat/send", this::send).accepting(HttpRoute.JSON, maxBody),
        HttpRoute.get("/chat/{actor_id}/messages", this::messages),
        HttpRoute.get("/chat/stream", this::stream).giving(EventStream.MEDIA_TYPE));
  }

  private HttpAnswer send(HttpCall call) throws InterruptedException {
    boolean wait = call.flag("wait");
    ChatMessage message = JsonBody.read(call.body(), ChatMessage.class);
    if (message.userId() != null && !message.userId().equals(hub.user().value())) {
      throw new GatewayException(
          GatewayException.Code.WRONG_USER,
          "This is the agent of user '%s', not of '%s'".formatted(hub.user(), message.userId()));
    }
    SessionInfo session =
        sessions.toSend(new Named(message.actorId(), message.sessionId(), message.threadId()));
    Turn turn = message.turn(session.sessionId());
    long seq = submitted(turn);
    if (!wait) {
      return accepted(seq, turn);
    }
    new TurnWait(hub, turn).await(seq, call.exchange());
    return outcome(turn);
  }

  private long submitted(Turn turn) {
    long seq = hub.submit(turn, true).seq();
    if (seq == 0) {
      throw new GatewayException(
          GatewayException.Code.TURN_ALREADY_ACTIVE,
          "Turn %s is being accepted at this moment; send it again".formatted(turn.id()));
    }
    return seq;
  }

  private static HttpAnswer accepted(long seq, Turn turn) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("turn_id", turn.id().value());
    body.put(SESSION, turn.sessionId().value());
    body.put("seq", seq);
    return HttpAnswer.json(HttpResponseStatus.ACCEPTED, body.toString());
  }

  private HttpAnswer outcome(Turn turn) {
    TurnHistory.Outcome outcome = hub.history().outcomeOf(turn.sessionId(), turn.id());
    if (outcome.end() == null) {
      throw withoutEnd(turn);
    }
    var ref = new ServerFrame.SessionRef(hub.user(), turn.sessionId());
    TurnFrames frames = new TurnFrames(ref, new RequestIds());
    ServerFrame end = frames.ended(outcome.end(), outcome.answer());
    return switch (end) {
      case ServerFrame.TurnCompleted completed ->
          HttpAnswer.json(HttpResponseStatus.OK, Json.write(completed));
      case ServerFrame.Error failed -> failure(HttpResponseStatus.BAD_GATEWAY, failed);
      default ->
          failure(
              HttpResponseStatus.CONFLICT,
              new ServerFrame.Error(
                  turn.id().value(),
                  ref,
                  new ServerFrame.TurnRef(turn.id(), TurnState.CANCELLED),
                  "The turn was cancelled",
                  "turn_cancelled"));
    };
  }

  private GatewayException withoutEnd(Turn turn) {
    if (hub.sessions().stream().noneMatch(it -> it.sessionId().equals(turn.sessionId()))) {
      return SessionDirectory.unknown(turn.sessionId().value()); // it was deleted meanwhile
    }
    return hub.lines().isOpen(turn.sessionId(), turn.id())
        ? new GatewayException(
            GatewayException.Code.SHUTTING_DOWN,
            "The agent is shutting down; send the turn again with its turn_id when it is back")
        : new GatewayException(
            GatewayException.Code.JOURNAL_FAILED, "The end of the turn could not be recorded");
  }

  /** The payload of an {@code error} frame that is also like every other refusal over HTTP. */
  private static HttpAnswer failure(HttpResponseStatus status, ServerFrame.Error error) {
    ObjectNode body = Json.mapper().valueToTree(error);
    body.put("error", error.message());
    return HttpAnswer.json(status, body.toString());
  }

  private HttpAnswer messages(HttpCall call) {
    long after = call.number("after_seq", 0, Long.MAX_VALUE, 0);
    long limit = call.number("limit", 1, 1000, 100);
    SessionInfo session = sessions.toRead(named(call, call.segment("actor_id")));
    MessagePage page = MessagePage.read(hub.journal(), session.sessionId(), after, (int) limit);
    return HttpAnswer.json(HttpResponseStatus.OK, Json.write(page));
  }

  private HttpAnswer stream(HttpCall call) {
    SessionId session = sessions.toRead(named(call, call.parameter("actor_id"))).sessionId();
    long last = hub.journal().lastSeq(session);
    List<String> ids = call.headers().getAll("Last-Event-ID");
    long after =
        ids.isEmpty()
            ? call.number("after_seq", 0, Long.MAX_VALUE, last)
            : HttpCall.number("Last-Event-ID", ids.getFirst(), 0, Long.MAX_VALUE);
    return HttpAnswer.stream(
        EventStream.MEDIA_TYPE,
        // A cursor beyond the end, as of another session, must not make the client deaf.
        new EventStream(hub.journal(), session, Math.min(after, last), heartbeat, call.exchange()));
  }

  private static Named named(HttpCall call, @Nullable String actor) {
    String session = call.parameter(SESSION);
    try {
      return new Named(
          actor, session == null ? null : new SessionId(session), call.parameter("thread_id"));
    } catch (IllegalArgumentException e) {
      throw HttpRefusal.invalid(SESSION, String.valueOf(e.getMessage()));
    }
  }
}
