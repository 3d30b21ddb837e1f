package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The built-in skill, by its own words: a real Chromium in the real sandbox of a guest. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@RequiresTool({"bwrap", "setsid", "curl", "chromedriver"})
class BrowserSkillTest {
  private static final Pattern COMMANDS = Pattern.compile("```sh\\n(.*?)\\n```", Pattern.DOTALL);

  private static final String PAGE =
      """
      <!doctype html><title>Greeter</title>
      <input id="name" placeholder="Your name">
      <button id="go" onclick="out.textContent = 'Hello, ' + document.getElementById('name').value + '!'">Go</button>
      <p id="out"></p>
      <script>out.textContent = 'Made by ' + 'a script';</script>
      """;

  private static String call(String tool, Map<String, String> arguments) {
    return "call " + tool + " " + Json.mapper().valueToTree(arguments);
  }

  @Test
  void aFormIsFilledInAndSentByTheWordsOfTheSkill() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), "")) {
      runner.ok("start");
      Path shared = runner.workspace("shared");
      Files.writeString(shared.resolve("page.html"), PAGE);
      try (Chat chat = Chat.open(runner)) {
        String skill = chat.ask(call("skill_load", Map.of("name", "browser")));
        List<String> commands =
            COMMANDS
                .matcher(skill.replace("https://example.org/", "file:///shared/page.html"))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(8, commands.size(), skill);

        String look = chat.ask("run " + commands.get(0));
        assertTrue(look.contains("<p id=\"out\">Made by a script</p>"), look);
        assertPicture(shared.resolve("page.png"));

        chat.ask(call("shell_start", Map.of("command", commands.get(1))));
        String begun = chat.ask("run " + commands.get(2));
        assertTrue(begun.matches("(?s).*localhost:9515/session/[0-9a-f]{32}.*"), begun);
        String read = chat.ask("run " + commands.get(3));
        assertTrue(read.contains("Greeter\\n"), read);
        assertTrue(read.contains("Made by a script"), read);
        String parts = chat.ask("run " + commands.get(4));
        assertTrue(parts.contains("INPUT name  Your name"), parts);
        assertTrue(parts.contains("BUTTON go  Go"), parts);
        chat.ask("run " + commands.get(5));
        String answered = chat.ask("run " + commands.get(3).lines().toList().getLast());
        assertTrue(answered.contains("Hello, World!"), answered);
        chat.ask("run " + commands.get(6));
        assertPicture(shared.resolve("page.png"));

        // The policy is the commands' own.
        String kept =
            chat.ask(
                "run "
                    + commands.get(3).replace("file:///shared/page.html", "http://example.org/"));
        assertTrue(kept.contains("does not let shell reach example.org:80"), kept);

        assertTrue(chat.ask("run " + commands.get(7)).contains("\"value\":null"));
        chat.ask(call("shell_kill", Map.of("process", "p1")));
      }
      runner.ok("stop");
    }
  }

  private static void assertPicture(Path file) throws Exception {
    BufferedImage picture = ImageIO.read(file.toFile());
    assertEquals(1280, picture.getWidth());
    assertTrue(picture.getHeight() > 600, () -> "height " + picture.getHeight());
    Files.delete(file);
  }
}
