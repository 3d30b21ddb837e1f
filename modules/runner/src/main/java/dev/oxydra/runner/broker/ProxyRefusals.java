package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.HostName;
import dev.oxydra.runner.config.ProxiedTool;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the proxy answers itself. The messages are for the person or the model at the other end. */
final class ProxyRefusals {
  private static final String TYPE = "proxy_error";

  private ProxyRefusals() {}

  static Refusal forbidden(ProxiedTool tool, HostName host, int port, String why, String remedy) {
    return refusal(
        HttpResponseStatus.FORBIDDEN,
        "network_policy",
        "The network policy does not let %s reach %s:%d, since %s. %s in runner.conf and run ./runner restart to allow it."
            .formatted(tool.word(), host, port, why, remedy));
  }

  static Refusal badHost(String why) {
    return refusal(
        HttpResponseStatus.FORBIDDEN,
        "bad_host",
        "The proxy does not take this host: " + why + ".");
  }

  static Refusal badTarget(String message) {
    return refusal(HttpResponseStatus.BAD_REQUEST, "bad_target", message);
  }

  static Refusal unknownHost(HostName host, Exception cause) {
    return refusal(
        HttpResponseStatus.BAD_GATEWAY,
        "unknown_host",
        "The proxy has not found " + host + ": " + cause.getMessage() + ".");
  }

  static Refusal unreachable(List<InetSocketAddress> addresses, @Nullable Throwable cause) {
    InetSocketAddress last = addresses.getLast();
    return refusal(
        HttpResponseStatus.BAD_GATEWAY,
        "unreachable",
        "The proxy can't connect to %s port %d: %s."
            .formatted(last.getAddress().getHostAddress(), last.getPort(), how(cause)));
  }

  private static String how(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> "no answer in time";
      case SocketTimeoutException _ -> "no answer in time";
      case ConnectException _ -> "the connection was refused";
      default -> "there is no way to it";
    };
  }

  static Refusal tooMany(int most) {
    return refusal(
        HttpResponseStatus.TOO_MANY_REQUESTS,
        "too_many_connections",
        "There are as many connections through the proxy as one user may have at once: "
            + most
            + ".");
  }

  static Refusal broken(HostName host) {
    return refusal(
        HttpResponseStatus.BAD_GATEWAY,
        "broken_answer",
        host + " has closed the connection or does not speak HTTP/1.1.");
  }

  /** On a socket that leads to the proxy alone. */
  static Refusal noProviders() {
    return refusal(
        HttpResponseStatus.NOT_FOUND,
        "no_such_route",
        "This socket leads to the proxy alone: CONNECT host:port or an http:// URL.");
  }

  private static Refusal refusal(HttpResponseStatus status, String code, String message) {
    return new Refusal(status, TYPE, code, message);
  }
}
