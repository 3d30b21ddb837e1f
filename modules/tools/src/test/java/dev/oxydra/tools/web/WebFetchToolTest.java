package dev.oxydra.tools.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Json;
import dev.oxydra.types.ToolOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WebFetchToolTest {
  private static final String SITE = "http://site.example";

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static void write(java.io.OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String refused(WebBench web, String url) throws InterruptedException {
    ToolOutput output = web.fetch(url);
    assertFalse(output.ok(), output.text());
    return output.text();
  }

  @Test
  void showsAPageAsMarkdownAfterWhereItIsFrom() throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on(
          "/a?q=%C3%BC",
          "text/html; charset=utf-8",
          "<title>News</title><h2>One &amp; <i>two</i></h2><p>See <a href='b/c?x=1#y'>this</a>.");
      ToolOutput output = web.fetch(SITE + "/a?q=ü#part");
      assertEquals(
          ToolOutput.ok(
                  "http://site.example/a?q=%C3%BC 200 X text/html; charset=utf-8\n\n# News\n\n## One & two\n\nSee [this](http://site.example/b/c?x=1#y).")
              .from("web"),
          output);
      String head = web.proxy.heads.getFirst();
      assertTrue(head.contains("\r\nOxydra-Tool: web_fetch\r\n"), head);
      assertTrue(head.contains("\r\nHost: site.example\r\n"), head);
    }
  }

  @Test
  void followsRedirectsThroughTheProxy() throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/a", 302, "Location: ../b c\r\n", new byte[0]);
      web.site.on("/b%20c", 307, "Location: //other.example:81/d\r\n", new byte[0]);
      web.site.on("/d", "text/plain", "there");
      web.proxy.know("other.example:81", web.site.port());
      assertEquals(
          "http://other.example:81/d 200 X text/plain\n\nthere", web.fetch(SITE + "/a").text());
      assertEquals(3, web.proxy.heads.size());
    }
  }

  @Test
  void endsARoundOfRedirects() throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/a", 302, "Location: /b\r\n", new byte[0]);
      web.site.on("/b", 302, "Location: /a\r\n", new byte[0]);
      assertEquals(
          "There are more than 5 redirects; the last one leads to http://site.example/a",
          refused(web, SITE + "/a"));
      assertEquals(6, web.proxy.heads.size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest, 169.254.169.254",
    "https://inside.example/, inside.example:443",
    "http://[::1]:8080/, [::1]:8080"
  })
  void tellsWhyTheBrokerRefusesARedirect(String location, String place) throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/a", 302, "Location: " + location + "\r\n", new byte[0]);
      assertEquals(StandInProxy.REFUSAL + place + ".", refused(web, SITE + "/a"));
      assertEquals(StandInProxy.REFUSAL + place + ".", refused(web, location));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://site.example/",
        "http://user:password@site.example/",
        "http://site.example@other.example/",
        "http://site.example\\@other.example/",
        "site.example",
        "http://",
        "http://site.example:0/",
        "http://site.example:65536/",
        "javascript:alert(1)"
      })
  void asksForNothingButTheWeb(String url) throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/a", 302, "Location: " + url + "\r\n", new byte[0]);
      refused(web, url);
      assertEquals(0, web.proxy.heads.size());
    }
  }

  @Test
  void decompressesUpToTheLimitAndNoFurther() throws Exception {
    try (WebBench web = new WebBench(WebBench.limited(Duration.ofSeconds(30), 1 << 20))) {
      String headers = "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n";
      byte[] text = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      web.site.on("/fits", 200, headers, gzip(text));
      web.site.on("/bomb", 200, headers, gzip(new byte[64 << 20]));
      web.site.on("/none", 200, headers, text);
      assertTrue(web.fetch(SITE + "/fits").text().endsWith("aaa"));
      String head = web.proxy.heads.getFirst();
      assertTrue(head.contains("Accept-Encoding: gzip"), head);
      assertEquals(
          "The answer is larger than 1048576 bytes, decompressed; nothing of it is kept",
          refused(web, SITE + "/bomb"));
      assertTrue(refused(web, SITE + "/none").contains("is not gzip though it says so"));
    }
  }

  @Test
  void refusesWhatIsLargerThanAskedFor() throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/a", "text/plain", "0123456789");
      var arguments = Json.mapper().createObjectNode().put("url", SITE + "/a");
      assertTrue(web.run("web_fetch", arguments.deepCopy().put("max_bytes", 10)).ok());
      assertFalse(web.run("web_fetch", arguments.deepCopy().put("max_bytes", 9)).ok());
      assertEquals(
          "/max_bytes: must be at most 5242880",
          web.run("web_fetch", arguments.deepCopy().put("max_bytes", 5242881)).text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 X\r\n", "HTTP/1.1 200 X\r\n\r\nbeginning"})
  void endsWhenTheTimeIsOver(String beginning) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (WebBench web = new WebBench(WebBench.limited(Duration.ofSeconds(1), 1 << 20))) {
      web.site.on(
          "/a",
          out -> {
            write(out, beginning);
            never.await();
          });
      assertEquals("http://site.example/a took longer than 1 s", refused(web, SITE + "/a"));
      never.countDown();
    }
  }

  @Test
  void endsWhenItIsCancelled() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    try (WebBench web = new WebBench()) {
      web.site.on(
          "/a",
          out -> {
            asked.countDown();
            never.await();
          });
      Thread call =
          Thread.ofVirtual()
              .start(() ->
                  end.set(assertThrows(InterruptedException.class, () -> web.fetch(SITE + "/a"))));
      asked.await();
      call.interrupt();
      call.join();
      assertEquals("The call was cancelled", end.get().getMessage());
      never.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, Grüße €, UTF-8",
    "text/plain, Grüße €, windows-1252",
    "text/plain; charset=iso-8859-1, Grüße €, windows-1252",
    "text/plain; charset=\"utf-8\", Grüße, UTF-8",
    "text/plain; charset=klingon, Grüße, UTF-8",
    "text/plain; charset=klingon, Grüße, windows-1252",
    "text/plain; charset=utf-8, Gr\uFFFD\uFFFDe, windows-1252",
    "text/plain; charset=utf-16, Grüße, UTF-16LE",
    "text/plain; charset=Shift_JIS, 日本語, Shift_JIS",
    "text/plain; charset=utf-8, \uFEFFGrüße, UTF-16BE"
  })
  void readsTheCharsetThatItIsIn(String type, String text, String charset) throws Exception {
    try (WebBench web = new WebBench()) {
      String real = text.replace("\uFFFD\uFFFD", "üß");
      String written = type.contains("utf-16") ? "\uFEFF" + real : real;
      web.site.on(
          "/a", 200, "Content-Type: " + type + "\r\n", written.getBytes(Charset.forName(charset)));
      assertTrue(
          web.fetch(SITE + "/a").text().endsWith("\n\n" + text.replace("\uFEFF", "")),
          () -> type + " in " + charset);
    }
  }

  @Test
  void readsTheCharsetInAMetaOfHtml() throws Exception {
    try (WebBench web = new WebBench()) {
      String page = "<html><head><meta charset='koi8-r'></head><body><p>Привет";
      web.site.on(
          "/a", 200, "Content-Type: text/html\r\n", page.getBytes(Charset.forName("KOI8-R")));
      assertTrue(web.fetch(SITE + "/a").text().endsWith("\n\nПривет"));
    }
  }

  @Test
  void saysThatAPageIsNotThereAndShowsWhatIs() throws Exception {
    try (WebBench web = new WebBench()) {
      assertEquals(
          "http://site.example/none 404 Not Found no content type\n\n[The body is empty]",
          refused(web, SITE + "/none"));
      web.site.on(
          "/gone", 410, "Content-Type: text/plain\r\n", "moved".getBytes(StandardCharsets.UTF_8));
      assertEquals(
          "http://site.example/gone 410 X text/plain\n\nmoved", refused(web, SITE + "/gone"));
    }
  }

  @Test
  void showsJsonAsItIsAndNoImages() throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/json", "application/problem+json", "{ \"a\":1 }");
      assertTrue(web.fetch(SITE + "/json").text().endsWith("\n\n{ \"a\":1 }"));
      web.site.on("/png", 200, "Content-Type: image/png\r\n", new byte[1234]);
      assertEquals(
          "http://site.example/png 200 X image/png\nOnly HTML, PDF and text can be shown. Its size: 1234 bytes",
          refused(web, SITE + "/png"));
      web.site.on("/any", 200, "Content-Type: application/octet-stream\r\n", new byte[99]);
      assertTrue(refused(web, SITE + "/any").endsWith("Its size: 99 bytes"));
    }
  }

  @Test
  void readsChunks() throws Exception {
    try (WebBench web = new WebBench()) {
      String head =
          "HTTP/1.1 200\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
      web.site.on(
          "/a", out -> write(out, head + "5;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n"));
      web.site.on("/short", out -> write(out, head + "5\r\nhel"));
      web.site.on("/bad", out -> write(out, head + "-5\r\nhello"));
      web.site.on("/interim", out -> write(out, "HTTP/1.1 103 Hints\r\n\r\n" + head + "0\r\n\r\n"));
      assertTrue(web.fetch(SITE + "/a").text().endsWith("\n\nhello world"));
      assertTrue(refused(web, SITE + "/short").endsWith("closed before the end of the body"));
      assertTrue(refused(web, SITE + "/bad").endsWith("a chunk of the body is malformed"));
      assertTrue(web.fetch(SITE + "/interim").ok());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 X\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 X\r\nA: b"
      })
  void saysWhatIsNotHttp(String answer) throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on("/a", out -> write(out, answer));
      assertTrue(
          refused(web, SITE + "/a").startsWith("The connection to http://site.example/a failed: "));
    }
  }

  @Test
  void endsHeadersWithoutEnd() throws Exception {
    try (WebBench web = new WebBench()) {
      web.site.on(
          "/a",
          out -> {
            while (true) {
              write(out, "A: " + "b".repeat(1000) + "\r\n");
            }
          });
      web.site.on("/b", out -> write(out, "HTTP/1.1 200 " + "x".repeat(1 << 20)));
      assertTrue(refused(web, SITE + "/a").contains("failed"));
      assertTrue(refused(web, SITE + "/b").endsWith("a line of the answer is too long"));
    }
  }

  @Test
  void saysThatThereIsNoBroker() throws Exception {
    try (WebBench web = new WebBench()) {
      web.proxy.close();
      assertTrue(refused(web, SITE + "/a").contains("failed"));
    }
  }

  @Test
  void readsAHugePage() throws Exception {
    try (WebBench web = new WebBench(AgentConfig.Web.defaults())) {
      String page = "<p>word <a href=x>link</a>".repeat(201_000);
      web.site.on("/a", "text/html", page);
      String text = web.fetch(SITE + "/a").text();
      assertTrue(text.endsWith("/x)\n\n[The rest of the page is left out]"), "its end");
      assertTrue(text.length() < 9 << 20, "its length");
    }
  }
}
