package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ProxiedTool;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells for which tool a guest asks the proxy. */
final class Asker {
  private static final String BASIC = "basic ";

  private Asker() {}

  /**
   * The tool that the header {@code Oxydra-Tool} names, or else the user of basic proxy
   * credentials, which programs take from a proxy's URL.
   */
  static ProxiedTool of(HttpHeaders headers) throws Refusal {
    String named = headers.get(ProxyHeaders.TOOL);
    String word = named != null ? named : user(headers.get(HttpHeaderNames.PROXY_AUTHORIZATION));
    if (word == null) {
      return ProxiedTool.WEB_FETCH;
    }
    return ProxiedTool.of(word)
        .filter(tool -> tool != ProxiedTool.SHELL)
        .orElseThrow(() ->
            ProxyRefusals.badTarget("A guest asks the proxy for web_fetch or mcp, nobody else."));
  }

  /** RFC 7617. */
  private static @Nullable String user(@Nullable String credentials) {
    if (credentials == null || !credentials.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return null;
    }
    try {
      byte[] pair = Base64.getDecoder().decode(credentials.substring(BASIC.length()).strip());
      return new String(pair, StandardCharsets.UTF_8).split(":", 2)[0];
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
