package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.TestKeystore;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider behind TLS, with a certificate that it made itself. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsUpstreamTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Path folder;
  private SSLContext tls;
  private ScriptedUpstream upstream;

  @BeforeEach
  void open() throws Exception {
    folder = Files.createTempDirectory("ox");
    Path keys = folder.resolve("keys.p12");
    TestKeystore.make(keys);
    tls = TestKeystore.context(keys);
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
    Doors.delete(folder);
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
            KeyPlacement.BEARER,
            null,
            null,
            Map.of(),
            Tariff.UNKNOWN,
            LONG,
            LONG,
            LONG);
    try (Broker broker = new Broker(trust, InstantSource.system());
        Broker.Door _ =
            broker.open(
                new UserId("alice"),
                Doors.files(socket),
                new Terms(Map.of("p", known), new BrokerLimits(2, 1000)));
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      return guest.readFixedBody();
    }
  }
}
