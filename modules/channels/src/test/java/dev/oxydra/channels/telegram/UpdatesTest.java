package dev.oxydra.channels.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.channels.Incoming;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpdatesTest {
  private final List<JsonNode> fetched = new ArrayList<>();

  private Updates reader(boolean names) {
    return new Updates(
        new Bot(99, "the_bot"),
        message -> {
          fetched.add(message);
          return new Updates.Media(
              List.of(new Attachment("image/png", new byte[] {1})), List.of(), List.of());
        },
        names,
        "7"::equals);
  }

  private @Nullable Incoming read(String... updates) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    for (String update : updates) {
      all.add(Json.mapper().readTree(update.replace('\'', '"')));
    }
    return reader(false).read(all);
  }

  private static String message(String chat, String rest) {
    return "{'update_id':1,'message':{'message_id':5,'from':{'id':7,'first_name':'Ada'},'chat':{%s},%s}}"
        .formatted(chat, rest);
  }

  private static final String PRIVATE = "'id':7,'type':'private'";
  private static final String GROUP = "'id':-5,'type':'supergroup','title':'Garden'";

  private Incoming.Said said(String... updates) throws Exception {
    return assertInstanceOf(Incoming.Said.class, read(updates));
  }

  @Test
  void aMessageHasTheSameKeyHoweverOftenItComes() throws Exception {
    Incoming.Said once = said(message(PRIVATE, "'text':'hello'"));
    Incoming.Said again =
        said(message(PRIVATE, "'text':'hello'").replace("'update_id':1", "'update_id':2"));
    assertEquals("99-7-5", once.key());
    assertEquals(once.key(), again.key());
    assertEquals("7", once.address());
  }

  @Test
  void aTopicIsAPlaceOfItsOwn() throws Exception {
    String topic = "'text':'@the_bot hello','is_topic_message':true,'message_thread_id':12";
    assertEquals("-5:12", said(message(GROUP, topic)).address());
    // Replies have a thread too, which is no topic.
    assertEquals(
        "-5", said(message(GROUP, "'text':'@the_bot hello','message_thread_id':12")).address());
  }

  @Test
  void inAGroupItMustBeMeant() throws Exception {
    assertNull(read(message(GROUP, "'text':'hello'")));
    assertNull(read(message(GROUP, "'text':'@the_bot_of_others hello'")));
    assertNull(read(message(GROUP, "'text':'/new@other_bot'")));
    assertEquals("hello", said(message(GROUP, "'text':'hello @The_Bot'")).text());
    assertEquals("/new", said(message(GROUP, "'text':'/new'")).text());
    assertNotNull(
        read(
            message(GROUP, "'text':'yes','reply_to_message':{'from':{'id':99},'text':'really?'}")));
  }

  @Test
  void whatIsAnsweredOrQuotedGoesAlong() throws Exception {
    String reply = "'text':'why?','reply_to_message':{'from':{'id':99},'text':'Because.'}";
    assertEquals("Because.", said(message(PRIVATE, reply)).quote());
    assertEquals("cause", said(message(PRIVATE, reply + ",'quote':{'text':'cause'}")).quote());
  }

  @Test
  void filesOfStrangersAreNotFetched() throws Exception {
    String photo = "'photo':[{'file_id':'a'}]";
    Incoming.Said own = said(message(PRIVATE, photo));
    assertEquals(1, own.files().size());
    assertEquals(1, fetched.size());
    Incoming.Said stranger =
        said(message(PRIVATE, photo).replace("'id':7,'first", "'id':8,'first"));
    assertEquals(List.of(), stranger.files());
    assertEquals(1, fetched.size());
  }

  @Test
  void ofManyFilesTheFirstFourAreTaken() throws Exception {
    String photo = message(PRIVATE, "'photo':[{'file_id':'a'}],'media_group_id':'g'");
    Incoming.Said said = said(photo, photo, photo, photo, photo);
    assertEquals(4, said.files().size());
    assertEquals(List.of("5 files came at once; the first 4 of them were taken."), said.problems());
  }

  @Test
  void whatHasNothingForTheAgentIsNothing() throws Exception {
    assertNull(read(message(PRIVATE, "'dice':{'value':1}")));
    assertNull(read("{'update_id':1,'message':'not an object'}"));
    assertNull(read("{'update_id':1,'my_chat_member':{}}"));
    assertNull(read("{'update_id':1,'callback_query':{'id':'q','from':{'id':7},'data':'x'}}"));
  }

  @Test
  void namesStandBeforeWhatSeveralPeopleSay() throws Exception {
    JsonNode update =
        Json.mapper().readTree(message(GROUP, "'text':'@the_bot hello'").replace('\'', '"'));
    assertEquals(
        "Ada: hello",
        assertInstanceOf(Incoming.Said.class, reader(true).read(List.of(update))).text());
  }
}
