package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.ChannelUnderTest.Shown;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What every channel has to do, with the provider {@code demo} behind it and {@code approvals.mode}
 * set to {@code ask}.
 */
public abstract class ChannelContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the demo says to what it doesn't understand. */
  private static final String DEMO = "I understand these requests";

  /** A channel, with one or more people who may write. */
  protected abstract ChannelUnderTest open() throws Exception;

  private static Shown await(ChannelUnderTest channel, String address, Predicate<Shown> wanted) {
    return Await.value(
        "such a message among " + channel.shown(address),
        PATIENCE,
        () -> channel.shown(address).stream().filter(wanted).findFirst().orElse(null));
  }

  private static Shown await(ChannelUnderTest channel, String address, String text) {
    try {
      return await(channel, address, it -> it.text().contains(text));
    } catch (AssertionError e) {
      throw new AssertionError(
          "No message with '%s' among %s".formatted(text, channel.shown(address)), e);
    }
  }

  private static long count(ChannelUnderTest channel, String address, String text) {
    return channel.shown(address).stream().filter(it -> it.text().contains(text)).count();
  }

  @Test
  void aMessageIsAnsweredInItsChat() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "hello");
      await(channel, here, DEMO);
      assertEquals(1, count(channel, here, DEMO));
      assertEquals(List.of(), channel.shown(channel.address(2)));
    }
  }

  @Test
  void whoIsNotOnTheListGetsNoAnswer() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.sayAsStranger(here, "hello");
      channel.say(here, "count to 3");
      await(channel, here, "3");
      assertEquals(0, count(channel, here, DEMO), () -> channel.shown(here).toString());
    }
  }

  @Test
  void twoChatsAreTwoConversations() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String one = channel.address(1);
      String two = channel.address(2);
      channel.say(one, "slow 2");
      channel.say(two, "hello");
      await(channel, two, DEMO);
      channel.say(one, "count to 4");
      await(channel, one, "4");
      assertEquals(0, count(channel, one, DEMO));
      assertEquals(1, count(channel, two, DEMO));
    }
  }

  @Test
  void aMessageThatComesInTwiceIsOneTurn() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "hello");
      await(channel, here, DEMO);
      channel.repeat();
      channel.say(here, "count to 5");
      await(channel, here, "5");
      assertEquals(1, count(channel, here, DEMO), () -> channel.shown(here).toString());
    }
  }

  @Test
  void aQuestionIsAnsweredByAButton() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "write notes.txt: exactly this");
      Shown question = await(channel, here, it -> !it.buttons().isEmpty());
      assertTrue(question.text().contains("exactly this"), question.text());
      assertTrue(question.text().contains("notes.txt"), question.text());
      assertEquals(4, question.buttons().size());
      channel.press(here, question.buttons().getLast());
      await(channel, here, it -> it.text().contains("❌ No, by") && it.buttons().isEmpty());
      channel.say(here, "hello");
      await(channel, here, DEMO);
    }
  }

  @Test
  void commandsAreThoseOfTheTable() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "/help");
      await(channel, here, "/handoff");
      channel.say(here, "/new plans");
      await(channel, here, "A new session: plans.");
      channel.say(here, "/sessions");
      Shown list = await(channel, here, it -> it.buttons().contains("● plans"));
      assertTrue(list.buttons().size() > 1, list::toString);
      channel.say(here, "/nothing");
      await(channel, here, "There is no command /nothing");
      channel.say(here, "/status");
      await(channel, here, "Nothing runs here.");
    }
  }

  @Test
  void aSessionIsChosenByAButton() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "hello");
      await(channel, here, DEMO);
      channel.say(here, "/new plans");
      await(channel, here, "A new session: plans.");
      channel.say(here, "/sessions");
      Shown list = await(channel, here, it -> it.buttons().contains("● plans"));
      String other =
          list.buttons().stream().filter(it -> !it.equals("● plans")).findFirst().orElseThrow();
      channel.press(here, other);
      await(channel, here, "You go on with this session here.");
      assertEquals(1, count(channel, here, DEMO), "what was said before is not said again");
    }
  }

  @Test
  void aRunningTurnIsCancelled() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "slow 60");
      channel.say(here, "/status");
      await(channel, here, "A turn runs here.");
      channel.say(here, "/cancel");
      await(channel, here, "Cancelled.");
    }
  }

  @Test
  void aRestartLosesAndRepeatsNothing() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "hello");
      await(channel, here, DEMO);
      channel.restart();
      channel.repeat();
      channel.say(here, "count to 6");
      await(channel, here, "6");
      assertEquals(1, count(channel, here, DEMO), () -> channel.shown(here).toString());
    }
  }

  @Test
  void whatIsAnsweredWhileTheChannelIsAwayIsGivenAfterwards() throws Exception {
    try (ChannelUnderTest channel = open()) {
      String here = channel.address(1);
      channel.say(here, "count to 3");
      await(channel, here, "3");
      channel.say(here, "slow 2");
      channel.restart();
      Await.until(
          "an end of the turn",
          PATIENCE,
          () -> channel.shown(here).stream().skip(1).anyMatch(it -> !it.text().isBlank()));
      assertFalse(channel.shown(here).isEmpty());
    }
  }
}
