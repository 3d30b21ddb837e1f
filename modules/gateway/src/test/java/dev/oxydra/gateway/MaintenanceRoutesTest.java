package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the runner has done to the journal of a guest that serves. */
class MaintenanceRoutesTest {
  private final Served served = Served.start();
  private final WebUser user = new WebUser(served);

  @AfterEach
  void close() {
    user.close();
    served.close();
  }

  private static Maintenance.Report report(WebUser.Answer answer) throws Exception {
    assertEquals(200, answer.status(), answer.body());
    return Json.mapper().readValue(answer.body(), Maintenance.Report.class);
  }

  @Test
  void doesWhatIsAskedFor() throws Exception {
    assertTrue(report(user.post("/maintenance/rebuild", "")).problems().isEmpty());
    Maintenance.Report backup = report(user.post("/maintenance/backup", Map.of("file", "a-1.db")));
    assertEquals("a-1.db", backup.file());
    assertEquals(12, backup.lastSeq());
  }

  @Test
  void doesOneThingAtATime() throws Exception {
    CompletableFuture<WebUser.Answer> check =
        CompletableFuture.supplyAsync(() -> {
          try {
            return user.post("/maintenance/check", "");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertTrue(served.maintenance().checking.await(20, TimeUnit.SECONDS));
    WebUser.Answer refused = user.post("/maintenance/rebuild", "");
    assertEquals(409, refused.status());
    assertEquals("maintenance_running", refused.code());
    served.maintenance().go.countDown();
    assertEquals("page 7 is damaged", report(check.get()).problems().getFirst());
    assertEquals(200, user.post("/maintenance/rebuild", "").status());
  }

  @Test
  void aFailureIsToldAndFreesTheWay() throws Exception {
    WebUser.Answer failed = user.post("/maintenance/backup", Map.of("file", "full.db"));
    assertEquals(503, failed.status());
    assertEquals("journal_failed", failed.code());
    assertEquals("The disk is full", failed.error());
    assertEquals(200, user.post("/maintenance/rebuild", "").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"file\": \"\"}",
        "{\"file\": \"../journal.db\"}",
        "{\"file\": \"/etc/passwd\"}",
        "{\"file\": \".hidden\"}",
        "{\"file\": \"a\\u0000b\"}"
      })
  void aBackupHasAPlainName(String body) throws Exception {
    WebUser.Answer answer = user.post("/maintenance/backup", body);
    assertEquals(400, answer.status(), answer.body());
    assertTrue(answer.error().contains("'file'"), answer.body());
  }

  @Test
  void needsTheTokenAndKnowsNothingElse() throws Exception {
    assertEquals(404, user.post("/maintenance/restore", "").status());
    assertEquals(405, user.get("/maintenance/check").status());
    HttpRequest stranger =
        HttpRequest.newBuilder(user.request("/maintenance/check").build().uri())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertEquals(401, user.send(stranger).status());
    assertEquals(1, served.maintenance().checking.getCount());
  }
}
