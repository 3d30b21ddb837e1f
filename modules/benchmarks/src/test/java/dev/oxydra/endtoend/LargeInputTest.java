package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Input and output as large as they may be. */
@RequiresTool({"bwrap", "setsid"})
class LargeInputTest {
  private static final int MEGABYTE = 1 << 20;

  @Test
  void aTurnWithTheLargestAttachmentsIsAnswered() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), "")) {
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      byte[] image = new byte[10 * MEGABYTE];
      new Random(7).nextBytes(image);
      Map<String, String> attachment =
          Map.of("mime_type", "image/png", "data", Base64.getEncoder().encodeToString(image));
      try (Chat chat = Chat.open(runner)) {
        print("idle", guest);
        chat.answer(chat.begin("what are these?", Collections.nCopies(4, attachment)));
        print("after 4 x 10 MB", guest);
        JsonNode content = fake.requests().getLast().lastMessage().path("content");
        assertEquals(5, content.size());
        assertTrue(
            content.get(0).path("image_url").path("url").asText().endsWith(attachment.get("data")));
        chat.ask("and now?");
        print("after another turn", guest);
      }
      try (Chat chat = Chat.open(runner)) {
        chat.ask("and after a replay of it all?");
        print("after a replay", guest);
      }
      assertEquals(guest, runner.guestProcess(Optional.empty()), "the guest died");
    }
  }

  private static void print(String when, ProcessHandle guest) throws IOException {
    ProcessFiles files = new ProcessFiles(guest.pid());
    System.out.printf(
        "Guest %s: %d MB, at most %d MB%n",
        when, files.kilobytes("VmRSS") >> 10, files.kilobytes("VmHWM") >> 10);
  }

  @Test
  void aLongOutputIsBoundedAndAllOfItIsInAFile() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), "")) {
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      try (Chat chat = Chat.open(runner)) {
        String shown = chat.ask("run seq 1 1000000 | head -c 5000000");
        print("after 5 MB of output", guest);
        assertTrue(shown.length() < 17 << 10, () -> shown.length() + " characters");
        assertTrue(shown.contains("\n1\n2\n3\n"), shown);
        assertTrue(shown.contains("5000000 bytes in all"), shown);
        Matcher path = Pattern.compile("/tmp/(outputs/\\S+\\.txt)").matcher(shown);
        assertTrue(path.find(), shown);
        assertEquals(5_000_000, Files.size(runner.workspace("tmp/" + path.group(1))));
        assertTrue(chat.ask("run wc -c < " + path.group()).contains("5000000"));
      }
    }
  }
}
