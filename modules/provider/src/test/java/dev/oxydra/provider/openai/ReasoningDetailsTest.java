package dev.oxydra.provider.openai;

import static dev.oxydra.provider.openai.ChatLine.delta;
import static dev.oxydra.provider.openai.ChatLine.finish;
import static dev.oxydra.testing.QuotedJson.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReasoningDetailsTest {
  private static final String CALL =
      "{'tool_calls':[{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}}]}";

  private final ChatLine line = new ChatLine("openrouter");

  @AfterEach
  void close() {
    line.close();
  }

  private static String details(String... fragments) {
    return delta("{'reasoning_details':[" + String.join(",", fragments) + "]}");
  }

  private Message answer() throws InterruptedException {
    return line.answer(
            details("{'type':'reasoning.text','text':'I ','index':0,'format':'x'}"),
            details("{'type':'reasoning.text','text':'think.','index':0}"),
            details("{'type':'reasoning.text','text':'','signature':'s','index':0}"),
            details(
                "{'type':'reasoning.text','text':'More.','signature':null,'index':1}",
                "{'type':'reasoning.encrypted','data':'e1','id':'c1','index':2}"),
            details("{'type':'reasoning.encrypted','data':'e2','index':2}"),
            delta(CALL),
            finish("tool_calls"))
        .message();
  }

  @Test
  void goBackWithTheirAnswerPutTogether() throws InterruptedException {
    Message answer = answer();
    assertEquals("f", answer.toolCalls().getFirst().name());
    assertEquals(
        List.of(new Content.Reasoning("I think.More.", null)),
        answer.parts(Content.Reasoning.class));

    JsonNode messages =
        line.sent(
                new Message(
                    Role.USER,
                    List.of(
                        new Content.Text("hi"), new Attachment("image/png", new byte[] {1, 2, 3}))),
                Message.assistant("Hello."),
                new Message(Role.ASSISTANT, List.of(new Content.Reasoning("only", null))),
                Message.user("Call."),
                answer,
                Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, "A"))))
            .path("messages");
    assertFalse(messages.path(1).has("reasoning_details"));
    assertEquals(
        json(
            """
            [{'type':'reasoning.text','text':'I think.','index':0,'format':'x','signature':'s'},
             {'type':'reasoning.text','text':'More.','signature':null,'index':1},
             {'type':'reasoning.encrypted','data':'e1','id':'c1','index':2},
             {'type':'reasoning.encrypted','data':'e2','index':2}]
            """),
        messages.at("/3/reasoning_details"));
    assertEquals("data:image/png;base64,AQID", messages.at("/0/content/1/image_url/url").asText());
  }

  @Test
  void areNotSentToAnotherModel() throws InterruptedException {
    JsonNode messages =
        line.sent("other", ModelOptions.DEFAULT, Message.user("hi"), answer(), Message.user("Go."))
            .path("messages");
    assertEquals("c1", messages.at("/1/tool_calls/0/id").asText());
    assertFalse(messages.path(1).has("reasoning_details"));
  }
}
