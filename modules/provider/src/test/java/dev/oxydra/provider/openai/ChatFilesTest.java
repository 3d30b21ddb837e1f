package dev.oxydra.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.QuotedJson;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChatFilesTest {
  private final ChatLine line = new ChatLine("openai");

  @AfterEach
  void close() {
    line.close();
  }

  private JsonNode parts(Content... content) throws InterruptedException {
    return line.sent(new Message(Role.USER, List.of(content))).at("/messages/0/content");
  }

  @Test
  void severalFilesAreEachInTheirPlace() throws InterruptedException {
    JsonNode parts =
        parts(
            new Attachment("image/png", new byte[0]),
            new Content.Text("image:and text"),
            new Attachment("image/svg+xml", new byte[] {1}),
            new Attachment("application/pdf", new byte[] {1, 2, 3}),
            new Attachment("image/\"png", new byte[] {2}));
    assertEquals("data:image/png;base64,", parts.at("/0/image_url/url").asText());
    assertEquals("image:and text", parts.at("/1/text").asText());
    assertEquals("data:image/svg+xml;base64,AQ==", parts.at("/2/image_url/url").asText());
    assertEquals("data:application/pdf;base64,AQID", parts.at("/3/file/file_data").asText());
    assertTrue(parts.at("/4/text").asText().contains("can't be shown"), parts.toString());
  }

  @ParameterizedTest
  @CsvSource({"audio/wav,wav", "audio/x-wav,wav", "audio/mpeg,mp3", "audio/mp3,mp3"})
  void soundIsSentInTheTwoFormatsThatThereAre(String type, String format)
      throws InterruptedException {
    assertEquals(
        QuotedJson.json(
            "[{'type':'input_audio','input_audio':{'data':'AQID','format':'" + format + "'}}]"),
        parts(new Attachment(type, new byte[] {1, 2, 3})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio/ogg", "video/mp4", "application/zip"})
  void whatTheWireCantCarryIsOnlyMentioned(String type) throws InterruptedException {
    Attachment file = new Attachment(type, new byte[] {1});
    assertEquals(
        "[An attached file of type " + type + ", 1 bytes, which can't be shown here.]",
        parts(file).asText());
  }

  @Test
  void filesOfResultsFollowAllResultsOfTheAnswer() throws InterruptedException {
    Attachment png = new Attachment("image/png", new byte[] {1, 2, 3});
    Attachment pdf = new Attachment("application/pdf", new byte[] {4});
    JsonNode messages =
        line.sent(
                Message.user("look"),
                new Message(Role.ASSISTANT, List.of(call("c1"), call("c2"), call("c3"))),
                Message.toolResults(
                    List.of(
                        new ToolResult("c1", ToolResult.Outcome.OK, "a picture", List.of(png)),
                        new ToolResult("c2", ToolResult.Outcome.OK, "text"))),
                Message.toolResults(
                    List.of(new ToolResult("c3", ToolResult.Outcome.OK, "pages", List.of(pdf)))),
                Message.user("go on"))
            .path("messages");
    assertEquals(
        List.of("user", "assistant", "tool", "tool", "tool", "user", "user"),
        messages.findValuesAsText("role"));
    assertEquals("a picture", messages.at("/2/content").asText());
    assertEquals(
        QuotedJson.json(
            "[{'type':'text','text':'[Of the result of c1:]'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AQID','detail':'auto'}},"
                + "{'type':'text','text':'[Of the result of c3:]'},"
                + "{'type':'file','file':{'file_data':'data:application/pdf;base64,BA==','filename':'pdf_file'}}]"),
        messages.at("/5/content"));
  }

  @Test
  void filesOfTheLastResultsComeLast() throws InterruptedException {
    Attachment png = new Attachment("image/png", new byte[] {1, 2, 3});
    JsonNode messages =
        line.sent(
                Message.user("look"),
                new Message(Role.ASSISTANT, List.of(call("c1"))),
                Message.toolResults(
                    List.of(
                        new ToolResult("c1", ToolResult.Outcome.OK, "a picture", List.of(png)))))
            .path("messages");
    assertEquals("user", messages.at("/3/role").asText());
    assertEquals("data:image/png;base64,AQID", messages.at("/3/content/1/image_url/url").asText());
  }

  private static ToolCall call(String id) {
    return new ToolCall(id, "file_read", JsonNodeFactory.instance.objectNode());
  }

  @Test
  void aLargeImageIsNotHeldSeveralTimes() throws InterruptedException {
    byte[] photo = new byte[10 << 20];
    long seed = System.nanoTime();
    new Random(seed).nextBytes(photo);
    Message message =
        new Message(
            Role.USER,
            List.of(new Content.Text("What is this?"), new Attachment("image/jpeg", photo)));
    line.sent(Message.user("warm"));
    // A virtual thread's allocations aren't counted: the test's own thread calls.
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    JsonNode sent = line.sent(message);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < photo.length / 2, allocated + " bytes");
    assertEquals(
        "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(photo),
        sent.at("/messages/0/content/1/image_url/url").asText(),
        "seed " + seed);
  }
}
