package dev.oxydra.runner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.ModelId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching, from servers that behave and from those that don't. */
@Timeout(60)
class CatalogFetchTest {
  private static final String JSON = "application/json";
  private static final String OLD =
      "{\"p\":{\"models\":{\"kept\":{\"cost\":{\"input\":1,\"output\":2}},\"old\":{}}}}";
  private static final String NEW =
      "{\"p\":{\"models\":{\"kept\":{\"cost\":{\"input\":1,\"output\":3}},\"new\":{},\"new2\":{}}},"
          + "\"q\":{\"models\":{\"x\":{}}}}";

  @TempDir private Path folder;
  private CatalogFiles files;

  @BeforeEach
  void cache() throws IOException {
    files = new CatalogFiles(folder.resolve("cache/oxydra/models.json"), List.of());
    Files.createDirectories(folder.resolve("cache/oxydra"));
    Files.writeString(files.cache(), OLD);
  }

  private CatalogFetch.Fetched fetch(String url) throws InterruptedException {
    return fetch(url, Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  private CatalogFetch.Fetched fetch(String url, Duration pause, Duration whole)
      throws InterruptedException {
    return new CatalogFetch(files, new CatalogDownload.Limits(10_000, pause, whole)).fetch(url);
  }

  /** That the download fails for the reason, and that the old file is there alone, untouched. */
  private void assertRefused(RawServer server, String reason) throws Exception {
    assertRefused(server, reason, Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  private void assertRefused(RawServer server, String reason, Duration pause, Duration whole)
      throws Exception {
    try (server) {
      CatalogException refused =
          assertThrows(CatalogException.class, () -> fetch(server.url(), pause, whole));
      String told = String.valueOf(refused.getMessage());
      assertTrue(told.contains(reason), told);
      assertTrue(told.contains(server.url()), told);
      assertTrue(told.contains("Nothing was changed"), told);
      Await.until(
          "the connection is closed", Duration.ofSeconds(10), () -> server.connections() == 0);
    }
    assertUntouched();
  }

  private void assertUntouched() throws IOException {
    assertEquals(OLD, Files.readString(files.cache()));
    try (Stream<Path> all = Files.list(folder.resolve("cache/oxydra"))) {
      assertEquals(List.of(files.cache()), all.toList());
    }
  }

  @Test
  void aGoodOneReplacesTheOldOne() throws Exception {
    try (RawServer server = RawServer.answering("200 OK", JSON, NEW)) {
      CatalogFetch.Fetched fetched = fetch(server.url());
      assertEquals(4, fetched.catalog().size());
      assertEquals(new CatalogChanges(3, 1, 1), fetched.changes());
    }
    CatalogLayers layers = new CatalogLayers(files);
    assertNotNull(layers.load().catalog().find("p", new ModelId("new")));
    assertTrue(
        layers.load().catalog().knows("openai"), "what came with the product is still there");
    assertEquals(List.of(), layers.load().warnings());
  }

  @Test
  void theFirstOneMakesItsFolder() throws Exception {
    files = new CatalogFiles(folder.resolve("a/b/models.json"), List.of());
    try (RawServer server = RawServer.answering("200 OK", JSON, NEW)) {
      assertEquals(new CatalogChanges(4, 0, 0), fetch(server.url()).changes());
    }
    assertTrue(Files.exists(files.cache()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"404 Not Found", "500 Oops", "304 Not Modified", "429 Slow Down"})
  void anotherStatusIsRefused(String status) throws Exception {
    assertRefused(RawServer.answering(status, JSON, NEW), "status " + status.substring(0, 3));
  }

  @Test
  void aWebPageIsRefused() throws Exception {
    assertRefused(
        RawServer.answering("200 OK", "text/html; charset=utf-8", "<html></html>"), "web page");
  }

  @Test
  void aWebPageThatSaysItIsJsonIsRefused() throws Exception {
    assertRefused(RawServer.answering("200 OK", JSON, "<html></html>"), "not JSON");
  }

  @Test
  void aTruncatedJsonIsRefused() throws Exception {
    assertRefused(
        RawServer.answering("200 OK", JSON, NEW.substring(0, NEW.length() - 1)), "ends too early");
  }

  @Test
  void aCutConnectionIsRefused() throws Exception {
    RawServer cut =
        new RawServer(client -> {
          client.write(RawServer.head("200 OK", JSON, NEW.length()));
          client.write(NEW.substring(0, 40).getBytes(StandardCharsets.UTF_8));
        });
    assertRefused(cut, "");
  }

  @Test
  void aCutConnectionInChunksIsRefused() throws Exception {
    RawServer cut =
        new RawServer(client ->
            client.write(
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n28\r\n"
                        + NEW.substring(0, 20))
                    .getBytes(StandardCharsets.UTF_8)));
    assertRefused(cut, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | no model",
        "[] | object of providers",
        "{\"p\":{\"models\":{\"m\":{\"cost\":{\"input\":-1,\"output\":1}}}}} | p/m: cost.input",
      })
  void wrongContentIsRefused(String body, String reason) throws Exception {
    assertRefused(RawServer.answering("200 OK", JSON, body), reason);
  }

  @Test
  void anAnswerThatSaysItIsTooLongIsNotEvenRead() throws Exception {
    RawServer endless = RawServer.stallingAfter(RawServer.head("200 OK", JSON, 10_001));
    assertRefused(endless, "longer than 10000 bytes");
  }

  @Test
  void anEndlessAnswerIsRefused() throws Exception {
    RawServer endless =
        new RawServer(client -> {
          client.write(
              "HTTP/1.1 200 OK\r\n\r\n{\"p\":{\"models\":{".getBytes(StandardCharsets.US_ASCII));
          for (int model = 0; ; model++) {
            client.write(("\"m" + model + "\":{},").getBytes(StandardCharsets.US_ASCII));
          }
        });
    assertRefused(endless, "longer than 10000 bytes");
  }

  @Test
  void aStallIsNoticed() throws Exception {
    RawServer stalling =
        RawServer.stallingAfter(
            (new String(RawServer.head("200 OK", JSON, NEW.length()), StandardCharsets.UTF_8) + "{")
                .getBytes(StandardCharsets.UTF_8));
    assertRefused(stalling, "nothing came for 1 s", Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  @Test
  void aTrickleIsNoticed() throws Exception {
    RawServer trickling =
        new RawServer(client -> {
          client.write(RawServer.head("200 OK", JSON, 9_000));
          while (true) {
            client.write(' ');
            client.flush();
            Thread.sleep(20);
          }
        });
    assertRefused(trickling, "takes longer than", Duration.ofSeconds(20), Duration.ofMillis(700));
  }

  @Test
  void aServerThatIsGoneIsSaid() throws Exception {
    RawServer gone = RawServer.answering("200 OK", JSON, NEW);
    gone.close();
    assertThrows(CatalogException.class, () -> fetch(gone.url()));
    assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "jar:file:/x.jar!/y",
        "models.dev",
        "",
        "http://",
        "http://me:secret@127.0.0.1/",
        "https://a b/"
      })
  void onlyWebServersAreAsked(String url) throws Exception {
    CatalogException refused = assertThrows(CatalogException.class, () -> fetch(url));
    assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused.getMessage());
    assertUntouched();
  }

  @Test
  void aFolderThatCantBeWrittenIsSaid() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    files = new CatalogFiles(file.resolve("models.json"), List.of());
    try (RawServer server = RawServer.answering("200 OK", JSON, NEW)) {
      CatalogException refused = assertThrows(CatalogException.class, () -> fetch(server.url()));
      assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()));
    }
  }
}
