package dev.oxydra.runner.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.Json;
import dev.oxydra.types.JsonProblem;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;

/**
 * A guest's request for vectors that are made on this host, and the answer: {@link EmbedRequest}
 * and {@link EmbedReply} as JSON. Nothing of it leaves the host.
 */
final class EmbedExchange {
  /** The path; with the other backend it leads to a server, see {@link Route}. */
  static final String PATH = "/embeddings";

  private static final int MAX_BODY = 4 << 20;

  /** A longer text says no more to the model, which reads some hundred words. In characters. */
  private static final int MAX_TEXT = 16_384;

  private final GuestAccess access;
  private final Channel channel;
  private final HttpRequest request;
  private final RequestBody body;
  private final LocalEmbeddings embeddings;

  EmbedExchange(
      GuestAccess access,
      Channel channel,
      Inbox inbox,
      HttpRequest request,
      LocalEmbeddings embeddings) {
    this.access = access;
    this.channel = channel;
    this.request = request;
    this.body = new RequestBody(inbox, MAX_BODY, read -> true);
    this.embeddings = embeddings;
  }

  /** Whether a request is one. */
  static boolean isIn(HttpRequest request) {
    return request.uri().equals(PATH) || request.uri().startsWith(PATH + "?");
  }

  /**
   * @return whether another request may follow on the connection
   * @throws IOException when the guest has gone
   */
  boolean run() throws IOException {
    GuestWriter guest = new GuestWriter(channel);
    try {
      guest.answer(Json.mapper().writeValueAsBytes(permitted()));
      return HttpUtil.isKeepAlive(request);
    } catch (Refusal refusal) {
      guest.refuse(refusal);
      return body.drain(MAX_BODY) && HttpUtil.isKeepAlive(request);
    } finally {
      body.release();
    }
  }

  private EmbedReply permitted() throws Refusal, IOException {
    if (!request.method().equals(HttpMethod.POST)) {
      throw Refusal.badRequest("bad_request", "Vectors are asked for with POST");
    }
    if (!access.slots().take()) {
      throw Refusal.tooMany(access.slots().most());
    }
    try {
      return reply(asked());
    } finally {
      access.slots().giveBack();
    }
  }

  private EmbedRequest asked() throws Refusal, IOException {
    byte[] json;
    try {
      json = body.readAllBytes();
    } catch (IOException e) {
      if (body.tooLarge()) {
        throw Refusal.tooLarge(MAX_BODY);
      }
      throw e;
    }
    try {
      EmbedRequest asked = Json.mapper().readValue(json, EmbedRequest.class);
      int count = asked.input().size();
      if (count == 0 || count > Embedder.MAX_BATCH) {
        throw Refusal.badRequest(
            "bad_request", "Give 1 to %d texts, not %d".formatted(Embedder.MAX_BATCH, count));
      }
      return new EmbedRequest(
          asked.purpose(), asked.input().stream().map(EmbedExchange::cut).toList());
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest(
          "bad_request", "The request is none for vectors: " + JsonProblem.of(e).message(""));
    }
  }

  private static String cut(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  private EmbedReply reply(EmbedRequest asked) throws Refusal, IOException {
    try {
      EmbedReply reply = embeddings.embed(asked);
      if (reply.error() != null) {
        throw Refusal.noVectors(HttpResponseStatus.UNPROCESSABLE_ENTITY, reply.error());
      }
      return reply;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("The guest has gone", e);
      }
      throw Refusal.noVectors(
          HttpResponseStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }
}
