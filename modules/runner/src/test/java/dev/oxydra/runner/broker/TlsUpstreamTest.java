package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider behind TLS, with a certificate that it made itself. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsUpstreamTest {
  private static final String PASSWORD = "changeit";
  private static final Duration LONG = Duration.ofSeconds(60);

  private Path folder;
  private SSLContext tls;
  private ScriptedUpstream upstream;

  @BeforeEach
  void open() throws Exception {
    folder = Files.createTempDirectory("ox");
    tls = tls(folder.resolve("keys.p12"));
    ServerSocket server =
        tls.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    upstream =
        new ScriptedUpstream(
            server,
            exchange -> {
              exchange.readHead();
              exchange.reply(200, "", "over TLS");
            });
  }

  @AfterEach
  void close() throws IOException {
    upstream.close();
    Files.delete(folder.resolve("keys.p12"));
    Files.delete(folder);
  }

  @Test
  void aTrustedOneAnswers() throws Exception {
    assertEquals("over TLS", ask(tls));
  }

  @Test
  void oneThatIsNotTrustedIsRefusedAndTheMessageSaysSo() throws Exception {
    String refused = ask(null);
    assertTrue(refused.contains("upstream_unreachable"), refused);
    assertTrue(refused.contains("can't be reached over TLS"), refused);
  }

  private String ask(@Nullable SSLContext trust) throws Exception {
    Path socket = folder.resolve("broker.sock");
    Upstream known =
        new Upstream(
            "p",
            URI.create("https://localhost:" + upstream.port()),
            KeyHeader.BEARER,
            null,
            null,
            Map.of(),
            LONG,
            LONG,
            LONG);
    try (Broker broker = new Broker(trust);
        Broker.Door _ =
            broker.open(
                new UserId("alice"), socket, Map.of("p", known), new BrokerLimits(2, 1000));
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      return guest.readFixedBody();
    }
  }

  private static SSLContext tls(Path store) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    return context(store);
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
