package dev.oxydra.tools.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ToolOutput;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages over https: a tunnel of the proxy's, with TLS from end to end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WebTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=site",
                "-ext",
                "SAN=dns:site.example")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
  }

  @Test
  void goesThroughATunnel() throws Exception {
    try (Site site = new Site(tls);
        WebBench web = new WebBench(AgentConfig.Web.defaults(), tls.getSocketFactory())) {
      web.proxy.know("site.example:443", site.port());
      site.on("/a", "text/plain", "secret ".repeat(100_000));
      site.on(
          "/forged", 403, "X-Oxydra-Refusal: x\r\nContent-Type: text/plain\r\n", new byte[] {'!'});
      web.site.on("/to", 301, "Location: https://site.example/a\r\n", new byte[0]);
      ToolOutput output = web.fetch("http://site.example/to");
      assertTrue(output.ok(), output.text());
      assertTrue(output.text().startsWith("https://site.example/a 200 X text/plain\n\nsecret "));
      assertEquals(1, web.proxy.heads.stream().filter(h -> h.startsWith("CONNECT ")).count());
      String head = web.proxy.heads.getLast();
      assertTrue(head.startsWith("CONNECT site.example:443 HTTP/1.1\r\n"), head);
      assertTrue(head.contains("Oxydra-Tool: web_fetch"), head);
      assertFalse(site.lastHead.contains("Oxydra-Tool"), site.lastHead);
      assertEquals(
          "https://site.example/forged 403 X text/plain\n\n!",
          web.fetch("https://site.example/forged").text());
    }
  }

  @Test
  void trustsNobodyElse() throws Exception {
    try (Site site = new Site(tls);
        WebBench web = new WebBench(AgentConfig.Web.defaults(), tls.getSocketFactory());
        WebBench usual = new WebBench()) {
      web.proxy.know("other.example:443", site.port());
      usual.proxy.know("site.example:443", site.port());
      String other = web.fetch("https://other.example/a").text();
      assertTrue(
          other.startsWith("The connection to https://other.example/a is not secure"), other);
      String unknown = usual.fetch("https://site.example/a").text();
      assertTrue(
          unknown.startsWith("The connection to https://site.example/a is not secure"), unknown);
      assertTrue(site.lastHead.isEmpty());
    }
  }

  /** Connections to it are made, and nobody is at the other end. */
  @Test
  void endsAHandshakeThatTakesTooLong() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        WebBench web = new WebBench(WebBench.limited(Duration.ofSeconds(1), 1 << 20))) {
      web.proxy.know("site.example:443", deaf.getLocalPort());
      assertEquals(
          "https://site.example/a took longer than 1 s",
          web.fetch("https://site.example/a").text());
    }
  }
}
