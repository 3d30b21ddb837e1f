package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore.ImportReport;
import dev.oxydra.types.MemoryStore.Note;
import dev.oxydra.types.MemoryStore.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a guest that runs remembers, asked at its gateway. */
record GuestMemory(GuestRequests requests) {
  static final String NOTES = "/memory/notes";
  static final String CONVERSATIONS = "/memory/conversations";

  /** As many places as the gateway takes at once. */
  private static final int PLACES = 1000;

  /** The user's, if the guest runs. */
  static Optional<GuestMemory> running(Invocation invocation) {
    return GuestRequests.running(invocation, Kind.MEMORY, "its memory").map(GuestMemory::new);
  }

  /** All notes, the latest first. */
  List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    lines(NOTES, line -> notes.add(requests.read(line, Note.class)));
    return notes;
  }

  /**
   * Asks for lines of JSON.
   *
   * @param path {@link #NOTES} or {@link #CONVERSATIONS}
   */
  void lines(String path, Consumer<String> taker) {
    GatewayCall.Answer refused =
        requests.asked(() -> Optional.ofNullable(gateway().lines(path, taker))).orElse(null);
    if (refused != null) {
      throw requests.refused(refused);
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
    return requests.answered(
        () -> gateway().postLines(path + "?first_line=" + first, body), ImportReport.class);
  }

  /** Has notes forgotten. */
  void forget(List<String> ids) {
    for (int from = 0; from < ids.size(); from += PLACES) {
      List<MemoryEvent.Place> places =
          ids.subList(from, Math.min(ids.size(), from + PLACES)).stream()
              .map(MemoryEvent.Place::ofNote)
              .toList();
      String body = Json.write(Map.of("items", places));
      Receipt _ = requests.answered(() -> gateway().post("/memory/forget", body), Receipt.class);
    }
  }

  private GatewayCall gateway() {
    return requests.gateway();
  }
}
