package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Files that tools refer to, and those that the user sent. */
class ToolFilesTest extends AgentFixture {
  private final Map<String, byte[]> workspace = new ConcurrentHashMap<>();

  /** Reads the file that is called as the call's id is. */
  private final Tool reads =
      new FakeTool(
          "reads",
          SafetyTier.READ_ONLY,
          arguments -> ToolOutput.ok("read").with(file(arguments.get("id").asText())));

  private ToolFile file(String name) {
    int size = Objects.requireNonNull(workspace.get(name)).length;
    return new ToolFile(name, "image/png", size, "", ToolFile.Audience.MODEL, null);
  }

  private byte[] read(ToolFile file) {
    byte[] bytes = workspace.get(file.path());
    if (bytes == null) {
      throw new ToolException("there is no " + file.path());
    }
    return bytes;
  }

  private void turn(ScriptedProvider provider, List<Attachment> sent, Tool... tools) {
    Toolbox box =
        new Toolbox(
                List.of(tools),
                ToolPolicy.ALLOW_ALL,
                (tool, output) -> output,
                tool -> LONG,
                Duration.ofHours(1))
            .withFiles(this::read);
    agents(provider, config(9, LONG), box)
        .run(new Turn(TurnId.create(), SESSION, "look", sent), updates::add);
  }

  private static List<ToolResult> results(ScriptedProvider provider, int request) {
    return provider.requests().get(request).messages().stream()
        .flatMap(message -> message.parts(ToolResult.class).stream())
        .toList();
  }

  @Test
  void areShownBesideTheResultAndJournalledAsAReference() {
    workspace.put("a", new byte[] {1, 2, 3});
    ScriptedProvider provider = new ScriptedProvider(calls(call("a", "reads")), says("done"));
    turn(provider, List.of(), reads);
    assertEquals(
        List.of(
            new ToolResult(
                "a",
                ToolResult.Outcome.OK,
                "read",
                List.of(new Attachment("image/png", new byte[] {1, 2, 3})))),
        results(provider, 1));
    EventPayload.ToolResulted kept = payloads(EventPayload.ToolResulted.class).getFirst();
    assertEquals(List.of(file("a")), kept.files());
    assertEquals(kept, EventCodec.read("tool.result", EventCodec.write(kept)));
  }

  @Test
  void areShownAgainInLaterTurnsForAsLongAsTheyAreThere() {
    workspace.put("a", new byte[] {1});
    workspace.put("b", new byte[] {2});
    turn(
        new ScriptedProvider(calls(call("a", "reads"), call("b", "reads")), says("done")),
        List.of(),
        reads);
    workspace.remove("a");
    ScriptedProvider next = new ScriptedProvider(says("done"));
    turn(next, List.of(), reads);
    List<ToolResult> shown = results(next, 0);
    assertEquals("read\n[a is not shown: there is no a]", shown.get(0).text());
    assertEquals(List.of(), shown.get(0).attachments());
    assertEquals(List.of(new Attachment("image/png", new byte[] {2})), shown.get(1).attachments());
  }

  @Test
  void haveOnlySoMuchRoomInATurnAndTheNewestHaveItLater() {
    List<String> names = List.of("a", "b", "c", "d", "e");
    names.forEach(name -> workspace.put(name, new byte[5 << 20]));
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(call("a", "reads")),
            calls(call("b", "reads")),
            calls(call("c", "reads")),
            calls(call("d", "reads")),
            calls(call("e", "reads")),
            says("done"));
    turn(provider, List.of(), reads);
    assertEquals(List.of("a", "b", "c", "d"), shown(results(provider, 5)));
    assertTrue(
        results(provider, 5).getLast().text().contains("e is not shown: other files"),
        results(provider, 5).getLast().text());
    ScriptedProvider next = new ScriptedProvider(says("done"));
    turn(next, List.of(), reads);
    assertEquals(List.of("d", "e"), shown(results(next, 0)));
  }

  private static List<String> shown(List<ToolResult> results) {
    return results.stream()
        .filter(result -> !result.attachments().isEmpty())
        .map(ToolResult::callId)
        .toList();
  }

  @Test
  void forTheUserAreNotTheModels() {
    workspace.put("a", new byte[] {1});
    Tool shows =
        new FakeTool(
            "shows",
            SafetyTier.SIDE_EFFECTING,
            arguments ->
                ToolOutput.ok("shown")
                    .with(new ToolFile("a", "image/png", 1, "", ToolFile.Audience.USER, "Look")));
    ScriptedProvider provider = new ScriptedProvider(calls(call("a", "shows")), says("done"));
    turn(provider, List.of(), shows);
    assertEquals(
        List.of(new ToolResult("a", ToolResult.Outcome.OK, "shown")), results(provider, 1));
    assertEquals(
        "Look", payloads(EventPayload.ToolResulted.class).getFirst().files().getFirst().caption());
  }

  @Test
  void aToolIsGivenWhatTheUserSentInThisSession() {
    List<List<Attachment>> seen = new ArrayList<>();
    Tool asks = new Asks(seen);
    Attachment old = new Attachment("image/png", new byte[] {1});
    Attachment first = new Attachment("text/plain", new byte[] {2});
    Attachment second = new Attachment("text/plain", new byte[] {3});
    turn(new ScriptedProvider(says("ok")), List.of(old));
    for (int i = 0; i < 60; i++) {
      turn(new ScriptedProvider(says("ok")), List.of());
    }
    turn(
        new ScriptedProvider(calls(call("1", "asks")), says("done")), List.of(first, second), asks);
    assertEquals(List.of(List.of(first, second), List.of(old), List.of()), seen);
  }

  private record Asks(List<List<Attachment>> seen) implements Tool {
    @Override
    public ToolSpec spec() {
      return new FakeTool("asks", SafetyTier.READ_ONLY, arguments -> ToolOutput.ok("")).spec();
    }

    @Override
    public ToolOutput run(JsonNode arguments, ToolContext context) {
      for (int back = 0; back < 3; back++) {
        seen.add(context.sent().of(back));
      }
      return ToolOutput.ok("asked");
    }
  }

  @Test
  void giveWayWhenTheConversationIsTooLong() {
    Message result =
        Message.toolResults(
            List.of(
                new ToolResult(
                    "c1",
                    ToolResult.Outcome.OK,
                    "read",
                    List.of(new Attachment("image/png", new byte[] {1})))));
    ContextWindow window =
        new ContextWindow(
            List.of(
                Message.user("look"),
                new Message(Role.ASSISTANT, List.<Content>of(call("c1", "reads"))),
                result));
    assertEquals("leaving out the files that tools have read", window.shorten());
    ToolResult left = window.messages().getLast().parts(ToolResult.class).getFirst();
    assertEquals(List.of(), left.attachments());
    assertTrue(left.text().startsWith("read\n[its file is left out"), left.text());
    assertNull(window.shorten());
    assertFalse(window.messages().isEmpty());
  }
}
