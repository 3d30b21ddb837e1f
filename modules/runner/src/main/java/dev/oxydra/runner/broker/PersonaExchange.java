package dev.oxydra.runner.broker;

import dev.oxydra.types.Json;
import dev.oxydra.types.Persona;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;

/**
 * A guest's request for who its agents are, which it makes when a session begins: a {@link Persona}
 * as JSON.
 */
final class PersonaExchange {
  /** The path. */
  static final String PATH = "/persona";

  private static final int MAX_BODY = 1024;

  private final GuestAccess access;
  private final Channel channel;
  private final HttpRequest request;
  private final RequestBody body;

  PersonaExchange(GuestAccess access, Channel channel, Inbox inbox, HttpRequest request) {
    this.access = access;
    this.channel = channel;
    this.request = request;
    this.body = new RequestBody(inbox, MAX_BODY, read -> true);
  }

  /** Whether a request is one. */
  static boolean isIn(HttpRequest request) {
    return request.uri().equals(PATH);
  }

  /**
   * @return whether another request may follow on the connection
   * @throws IOException when the guest has gone
   */
  boolean run() throws IOException {
    try {
      boolean all = body.drain(MAX_BODY);
      GuestWriter guest = new GuestWriter(channel);
      if (access.slots().take()) {
        guest.answer(persona());
      } else {
        guest.refuse(Refusal.tooMany(access.slots().most()));
      }
      return all && HttpUtil.isKeepAlive(request);
    } finally {
      body.release();
    }
  }

  private byte[] persona() throws IOException {
    try {
      return Json.mapper().writeValueAsBytes(access.terms().persona().apply(access::warnOnce));
    } finally {
      access.slots().giveBack();
    }
  }
}
