package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** A real guest behind a port that all could connect to, and a client that trusts its key. */
@RequiresTool({"bwrap", "setsid"})
class TlsTest {
  private static final String PASSWORD = "changeit";

  @Test
  void aGuestIsReachedOverTlsWithItsToken() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of("KEYS", PASSWORD))) {
      runner.configure(
          "runner.conf",
          """
          relay {
            address = "0.0.0.0"
            host = localhost
            tls { keystore = keys.p12, password_env = KEYS }
          }
          """);
      Distribution.Ended missing = runner.run("config", "check");
      assertEquals(2, missing.exit(), missing.output());
      assertTrue(missing.output().contains("There is no file"), missing.output());
      Path keystore = makeKeystore(runner.folder().resolve(".oxydra/keys.p12"));
      runner.ok("start");

      URI endpoint = URI.create(runner.guest().path("endpoint").asText());
      assertTrue(endpoint.toString().matches("wss://localhost:\\d+/ws"), endpoint::toString);
      assertEquals(
          endpoint.toString(), Files.readString(runner.workspace("ipc/gateway-endpoint")).strip());
      String token = Files.readString(runner.workspace("ipc/gateway-token")).strip();
      try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(keystore)).build()) {
        assertEquals(200, health(client, endpoint, token));
        assertTrue(hello(client, endpoint, token).contains("\"hello_ack\""));
        CompletableFuture<WebSocket> refused =
            client.newWebSocketBuilder().buildAsync(endpoint, new Frames());
        assertTrue(
            refused.handle((socket, failure) -> failure != null).get(2, TimeUnit.MINUTES),
            "the token is asked for");
      }
    }
  }

  private static int health(HttpClient client, URI endpoint, String token) throws Exception {
    URI health = URI.create("https://localhost:" + endpoint.getPort() + "/health");
    return client
        .send(
            HttpRequest.newBuilder(health).header("Authorization", "Bearer " + token).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String hello(HttpClient client, URI endpoint, String token) throws Exception {
    Frames frames = new Frames();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(endpoint, frames)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    socket
        .sendText(
            """
            {"type": "hello", "payload": {"request_id": "1", "protocol_version": 2, "user_id": "%s"}}\
            """
                .formatted(USER),
            true)
        .join();
    String first = frames.first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    socket.abort();
    return first;
  }

  private static final class Frames implements WebSocket.Listener {
    final CompletableFuture<String> first = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        first.complete(text.toString());
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private static Path makeKeystore(Path file) throws IOException {
    Distribution.Ended made =
        Distribution.run(
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost"));
    assertEquals(0, made.exit(), made.output());
    return file;
  }

  private static SSLContext trusting(Path keystore) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }
}
