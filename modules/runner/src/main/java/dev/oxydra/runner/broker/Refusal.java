package dev.oxydra.runner.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The broker answers itself. The message is for the guest's model client: it holds no secret. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;
  private final String type;
  private final String code;

  Refusal(HttpResponseStatus status, String type, String code, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
  }

  private Refusal(HttpResponseStatus status, String code, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.type = "api_connection_error";
    this.code = code;
  }

  static Refusal badRequest(String code, String message) {
    return new Refusal(HttpResponseStatus.BAD_REQUEST, "invalid_request_error", code, message);
  }

  static Refusal tooMany(int most) {
    return new Refusal(
        HttpResponseStatus.TOO_MANY_REQUESTS,
        "rate_limit_error",
        "too_many_requests",
        "This guest has as many requests running as it may have: " + most);
  }

  static Refusal missingKey(Upstream upstream) {
    return new Refusal(
        HttpResponseStatus.UNAUTHORIZED,
        "authentication_error",
        "missing_key",
        "No key for provider %s: set %s and run ./runner restart"
            .formatted(upstream.name(), upstream.keyVariable()));
  }

  static Refusal tooLarge(long most) {
    return new Refusal(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "invalid_request_error",
        "body_too_large",
        "The request's body is larger than " + most + " bytes");
  }

  static Refusal timeout(Upstream upstream, Exception cause) {
    return new Refusal(
        HttpResponseStatus.GATEWAY_TIMEOUT,
        "upstream_timeout",
        "Provider %s sent nothing for %d s. Try again, or raise its first_token_timeout in agent.conf"
            .formatted(upstream.name(), upstream.firstTimeout().toSeconds()),
        cause);
  }

  static Refusal unreachable(Upstream upstream, Exception cause) {
    return new Refusal(
        HttpResponseStatus.BAD_GATEWAY,
        "upstream_unreachable",
        "Provider %s at %s %s".formatted(upstream.name(), upstream.baseUrl(), how(cause)),
        cause);
  }

  private static String how(Exception cause) {
    return switch (cause) {
      case ConnectException _ when isUnknownHost(cause) ->
          "can't be reached: its name has no address. Check its base_url in agent.conf, the network, and DNS";
      case ConnectException _ ->
          "can't be reached. Check that it runs, the network, and its base_url in agent.conf";
      case SSLException _ -> "can't be reached over TLS: " + cause.getMessage();
      default -> "broke the connection. Try again";
    };
  }

  /** The JDK's client says so in a cause. */
  private static boolean isUnknownHost(@Nullable Throwable cause) {
    return cause != null
        && (cause instanceof UnresolvedAddressException
            || cause instanceof UnknownHostException
            || isUnknownHost(cause.getCause()));
  }

  HttpResponseStatus status() {
    return status;
  }

  String code() {
    return code;
  }

  /** In the shape of OpenAI's errors. */
  byte[] body() {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.putObject("error").put("message", getMessage()).put("type", type).put("code", code);
    return Json.write(answer).getBytes(StandardCharsets.UTF_8);
  }
}
