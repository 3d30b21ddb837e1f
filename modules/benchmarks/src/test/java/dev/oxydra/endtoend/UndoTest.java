package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What turns did to files is taken back, with a real guest and a real shell. */
@RequiresTool({"bwrap", "setsid"})
class UndoTest {
  @Test
  void whatToolsAndCommandsChangedComesBack() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("agent.conf", "selection.provider = demo\n");
      runner.ok("start");
      Path shared = runner.workspace("shared");
      Files.createDirectories(shared.resolve("folder/empty"));
      Files.writeString(shared.resolve("folder/mine.txt"), "before");
      try (Chat chat = open(runner)) {
        chat.ask("write notes.txt: hello");
        chat.ask(
            "run sed -i s/hello/HELLO/ notes.txt; printf more >>folder/mine.txt;"
                + " chmod 700 folder/mine.txt; rmdir folder/empty; ln -s /etc link");
        assertEquals("HELLO", Files.readString(shared.resolve("notes.txt")).strip());
        assertEquals(2, count(chat, "checkpoint.created"));

        JsonNode answer = restored(chat, "undo", Map.of("session_id", chat.session()));
        assertEquals("hello", Files.readString(shared.resolve("notes.txt")).strip());
        assertEquals("before", Files.readString(shared.resolve("folder/mine.txt")));
        assertFalse(Files.isExecutable(shared.resolve("folder/mine.txt")));
        assertTrue(Files.isDirectory(shared.resolve("folder/empty")));
        assertFalse(Files.isSymbolicLink(shared.resolve("link")));
        assertEquals(2, answer.path("rewritten").asInt(), answer::toString);
        assertEquals(1, answer.path("made").asInt(), answer::toString);
        assertEquals(1, answer.path("removed").asInt(), answer::toString);
        assertEquals(0, answer.path("not_kept").size(), answer::toString);

        // Outlives the guest, and can itself be taken back.
        runner.ok("restart");
      }
      try (Chat chat = open(runner)) {
        restored(chat, "undo", Map.of("session_id", chat.session()));
        assertFalse(Files.exists(shared.resolve("notes.txt")));
        assertEquals("before", Files.readString(shared.resolve("folder/mine.txt")));
        JsonNode first = event(chat, "checkpoint.restored").path("payload");
        restored(
            chat,
            "rewind",
            Map.of("session_id", chat.session(), "turn_id", first.path("saved_as").asText()));
        assertEquals("HELLO", Files.readString(shared.resolve("notes.txt")).strip());
        assertTrue(Files.isSymbolicLink(shared.resolve("link")));
        assertTrue(chat.ask("run cat folder/mine.txt").contains("beforemore"));
      }
    }
  }

  private static Chat open(RunnerUnderTest runner) throws IOException {
    ProtocolClient client = runner.connect();
    JsonNode ack =
        client.hello(
            Map.of("user_id", USER, "features", List.of("events", "undo"), "after_seq", 0),
            PATIENCE);
    client.await("replay_complete", PATIENCE);
    return new Chat(client, ack.path("session").path("session_id").asText());
  }

  private static JsonNode restored(Chat chat, String type, Map<String, ?> fields) {
    String request = chat.client().send(type, fields);
    ProtocolClient.Frame answer =
        chat.client()
            .awaitFrame(
                "the answer to " + type,
                frame ->
                    List.of("files_restored", "error").contains(frame.type())
                        && ProtocolClient.isAnswerTo(request, frame.payload()),
                PATIENCE);
    assertEquals("files_restored", answer.type(), () -> answer.payload().toString());
    return answer.payload();
  }

  private static long count(Chat chat, String type) {
    return chat.events().stream().filter(event -> event.path("type").asText().equals(type)).count();
  }

  private static JsonNode event(Chat chat, String type) {
    return chat.events().stream()
        .filter(event -> event.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
