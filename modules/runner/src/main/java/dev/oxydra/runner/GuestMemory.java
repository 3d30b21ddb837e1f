package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore.ImportReport;
import dev.oxydra.types.MemoryStore.Note;
import dev.oxydra.types.MemoryStore.Receipt;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a guest that runs remembers, asked at its gateway.
 *
 * @param user whose it is
 */
record GuestMemory(UserId user, GatewayCall gateway) {
  static final String NOTES = "/memory/notes";
  static final String CONVERSATIONS = "/memory/conversations";
  private static final int LONGEST = 500;

  /** As many places as the gateway takes at once. */
  private static final int PLACES = 1000;

  /** What is asked. */
  private interface Request<T> {
    T send() throws IOException;
  }

  /** The user's, if the guest runs. */
  static Optional<GuestMemory> running(Invocation invocation) {
    return AttachCommand.running(invocation)
        .map(guest ->
            new GuestMemory(
                guest.user(),
                new GatewayCall(Path.of(guest.socket()), Path.of(guest.tokenFile()))));
  }

  /** All notes, the latest first. */
  List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    lines(NOTES, line -> notes.add(read(line, Note.class)));
    return notes;
  }

  /**
   * Asks for lines of JSON.
   *
   * @param path {@link #NOTES} or {@link #CONVERSATIONS}
   */
  void lines(String path, Consumer<String> taker) {
    GatewayCall.Answer refused =
        asked(() -> Optional.ofNullable(gateway.lines(path, taker))).orElse(null);
    if (refused != null) {
      throw refused(refused);
    }
  }

  /**
   * Sends lines of JSON, to be taken.
   *
   * @param path {@link #NOTES} or {@link #CONVERSATIONS}
   * @param first the number of the first line
   */
  ImportReport take(String path, int first, String lines) {
    byte[] body = lines.getBytes(StandardCharsets.UTF_8);
    return answered(
        () -> gateway.postLines(path + "?first_line=" + first, body), ImportReport.class);
  }

  /** Has notes forgotten. */
  void forget(List<String> ids) {
    for (int from = 0; from < ids.size(); from += PLACES) {
      List<MemoryEvent.Place> places =
          ids.subList(from, Math.min(ids.size(), from + PLACES)).stream()
              .map(MemoryEvent.Place::ofNote)
              .toList();
      String body = Json.write(Map.of("items", places));
      Receipt _ = answered(() -> gateway.post("/memory/forget", body), Receipt.class);
    }
  }

  private <T> T answered(Request<GatewayCall.Answer> request, Class<T> type) {
    GatewayCall.Answer answer = asked(request);
    if (answer.status() != 200) {
      throw refused(answer);
    }
    return read(new String(answer.body(), StandardCharsets.UTF_8), type);
  }

  private <T> T asked(Request<T> request) {
    try {
      return request.send();
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  private <T> T read(String json, Class<T> type) {
    try {
      return Json.mapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw failed("its answer can't be read: " + e.getOriginalMessage(), e);
    }
  }

  private RunnerException refused(GatewayCall.Answer answer) {
    try {
      JsonNode said = Json.mapper().readTree(answer.body());
      return failed(said.path("error").asText("it refused it with status " + answer.status()));
    } catch (IOException e) {
      return failed("it refused it with status " + answer.status(), e);
    }
  }

  private RunnerException failed(String why) {
    return new RunnerException(Kind.MEMORY, message(why));
  }

  private RunnerException failed(String why, Exception cause) {
    return new RunnerException(Kind.MEMORY, message(why), cause);
  }

  private String message(String why) {
    return "The agent of %s could not be asked about its memory: %s."
        .formatted(user, Printable.of(why, LONGEST).replaceFirst("\\.$", ""));
  }
}
