package dev.oxydra.gateway;

import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What the runner has done to the journal of a guest that serves. One thing at a time. */
final class MaintenanceRoutes {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private final Maintenance journal;
  private final Semaphore free = new Semaphore(1);

  /** Which backup is to be made: the body of {@code POST /maintenance/backup}. */
  record Backup(String file) {
    Backup {
      Objects.requireNonNull(file, "file");
    }
  }

  MaintenanceRoutes(Maintenance journal) {
    this.journal = journal;
  }

  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.post("/maintenance/check", call -> alone(journal::check)).withoutBody(),
        HttpRoute.post("/maintenance/rebuild", call -> alone(journal::rebuild)).withoutBody(),
        HttpRoute.post("/maintenance/backup", this::backup));
  }

  private HttpAnswer backup(HttpCall call) {
    String file = JsonBody.read(call.body(), Backup.class).file();
    if (!NAME.matcher(file).matches()) {
      throw HttpRefusalException.invalid(
          "file", "1 to 128 of A-Z, a-z, 0-9, dot, dash, underscore, and no dot at the beginning");
    }
    return alone(() -> journal.backup(file));
  }

  private HttpAnswer alone(Supplier<Maintenance.Report> work) {
    if (!free.tryAcquire()) {
      throw new HttpRefusalException(
          HttpResponseStatus.CONFLICT,
          "maintenance_running",
          "The journal is being checked, rebuilt or copied already; ask again later");
    }
    try {
      return HttpAnswer.json(HttpResponseStatus.OK, Json.write(work.get()));
    } finally {
      free.release();
    }
  }
}
