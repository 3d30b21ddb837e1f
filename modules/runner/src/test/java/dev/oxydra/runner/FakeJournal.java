package dev.oxydra.runner;

import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.MaintenanceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a {@link FakeGuest} has for a journal: a file that says it is a database, and has as many
 * events as bytes. A file {@code behaviour} beside it makes the guest misbehave.
 */
record FakeJournal(Path internal) {
  static final String BEGINNING = "SQLite format 3\0";
  static final String BROKEN = "broken";
  static final String HANGS = "hangs";
  static final String DIES = "dies";
  static final String LINKS = "links";
  static final String LOOKS = "looks";
  static final String BABBLES = "babbles";

  static FakeJournal in(Path internal) {
    return new FakeJournal(internal);
  }

  void make() throws IOException {
    if (!Files.exists(file())) {
      Files.writeString(file(), BEGINNING + "made by the guest");
    }
  }

  private Path file() {
    return internal.resolve("journal.db");
  }

  private String behaviour() throws IOException {
    Path file = internal.resolve("behaviour");
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  boolean isBroken() throws IOException {
    return behaviour().equals(BROKEN);
  }

  /** To a request at the gateway. */
  String answer(String request) throws IOException {
    if (!request.contains("\nAuthorization: Bearer token\r")) {
      throw new IOException("No token: " + request);
    }
    String operation = request.replaceFirst("(?s)POST /maintenance/(\\w+) .*", "$1");
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
    boolean named = !body.isEmpty();
    if (named != request.contains("\nContent-Type: application/json\r")) {
      throw new IOException("A body has a type, and nothing else has: " + request);
    }
    String file = named ? Json.mapper().readTree(body).path("file").asText() : null;
    return report(
        new MaintenanceRequest(Operation.valueOf(operation.toUpperCase(Locale.ROOT)), file), true);
  }

  /** Does what is asked, and gives the report as JSON. */
  String report(MaintenanceRequest request, boolean serving) throws IOException {
    switch (behaviour()) {
      case HANGS -> LockSupport.park(this);
      case DIES -> Runtime.getRuntime().halt(7);
      case LOOKS -> {
        List<String> hidden =
            Stream.of("/shared", "/vault", "/ipc")
                .filter(folder -> Files.notExists(Path.of(folder)))
                .toList();
        return Json.write(new Report(hidden, 0, 0, 0, 0, 0, null));
      }
      case BABBLES -> {
        return "no report";
      }
      default -> {}
    }
    if (isBroken()) {
      return Json.write(
          new Report(List.of("page 7\u001b[2J of " + file() + " is bad"), 0, 0, 0, 0, 0, null));
    }
    switch (request.operation()) {
      case CHECK -> {}
      case REBUILD -> Files.writeString(internal.resolve("rebuilt"), serving ? "serving" : "alone");
      case BACKUP -> backup(internal.resolve("backups/" + request.file()));
      case RESTORE -> {
        Files.move(file(), internal.resolve("journal.db.before-restore-20260102"));
        Files.copy(internal.resolve("backups/" + request.file()), file());
      }
    }
    long size = Files.size(file());
    return Json.write(new Report(List.of(), 2, size, 1, size, size, request.file()));
  }

  private void backup(Path copy) throws IOException {
    Files.createDirectories(internal.resolve("backups"));
    if (behaviour().equals(LINKS)) {
      Files.createSymbolicLink(copy, Path.of("/etc/hostname"));
    } else {
      Files.copy(file(), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }
}
