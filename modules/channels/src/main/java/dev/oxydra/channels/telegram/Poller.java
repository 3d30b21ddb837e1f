package dev.oxydra.channels.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.channels.ChannelException;
import dev.oxydra.channels.Chats;
import dev.oxydra.channels.Incoming;
import dev.oxydra.types.SlashCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.GetMe;
import org.telegram.telegrambots.meta.api.methods.commands.SetMyCommands;
import org.telegram.telegrambots.meta.api.methods.updates.DeleteWebhook;
import org.telegram.telegrambots.meta.api.objects.User;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;

/**
 * Asks for updates, one poll after the other, and has each dealt with before the next one: what was
 * dealt with is in the journal when Telegram is told that it need not send it again. A poller runs
 * in a thread of its own until it is stopped; whoever watches it puts another in its place when it
 * makes no progress.
 */
final class Poller implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final int MOST_UPDATES = 100;

  /** How much longer than it was asked to wait an answer may take, before the call is given up. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** A token that is wrong doesn't become right by asking often. */
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);

  /** How long the other parts of an album may take to come. */
  private static final Duration ALBUM_PAUSE = Duration.ofMillis(700);

  /** What can't be dealt with so often is passed over, so that it doesn't keep all others out. */
  private static final int ATTEMPTS = 3;

  private static final int LONGEST_DESCRIPTION = 256;

  private final BotApi api;
  private final Chats chats;
  private final Health health;
  private final int timeoutSeconds;
  private @Nullable Bot bot;
  private long troubled = -1;
  private int attempts;
  private volatile boolean stopped;

  /**
   * @param timeoutSeconds how long a poll waits for updates
   */
  Poller(BotApi api, Chats chats, Health health, int timeoutSeconds) {
    this.api = api;
    this.chats = chats;
    this.health = health;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** Ends it, wherever it is. */
  void stop() {
    stopped = true;
    api.abort();
  }

  @Override
  public void run() {
    Duration pause = PAUSE;
    while (!stopped) {
      try {
        Bot self = self();
        handle(self, poll(self, timeoutSeconds));
        pause = PAUSE;
      } catch (InterruptedException e) {
        return; // it was stopped
      } catch (ChannelException e) {
        if (!stopped) {
          health.failed(said(e));
          pause = rest(e, pause);
        }
      } catch (RuntimeException e) {
        if (!stopped) {
          LOG.warn("Telegram: what came in can't be dealt with yet: {}", e.getMessage());
          pause = rest(null, pause);
        }
      }
    }
  }

  private static String said(ChannelException e) {
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("401 ")) {
      return "Telegram doesn't know the bot's token: it is wrong, or was revoked. Set the variable that channels.telegram.bot_token_env names and run ./runner restart";
    }
    if (message.startsWith("409 ")) {
      return "somebody else asks for this bot's messages too, with the same token: end that, or give this one a bot of its own";
    }
    return message;
  }

  /** Waits, longer each time, or as long as Telegram says. */
  private Duration rest(@Nullable ChannelException e, Duration pause) {
    boolean refused = e != null && String.valueOf(e.getMessage()).startsWith("401 ");
    Duration asked = e == null ? null : e.pause();
    try {
      Thread.sleep(asked != null ? asked : refused ? REFUSED_PAUSE : pause);
    } catch (InterruptedException interrupted) {
      stopped = true;
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private Bot self() throws InterruptedException {
    Bot known = bot;
    if (known == null) {
      User me = api.call(new GetMe());
      known = new Bot(me.getId(), Objects.requireNonNullElse(me.getUserName(), ""));
      bot = known;
      LOG.info("Telegram: the bot is @{}", known.name());
      // With one, Telegram refuses to be asked.
      var _ = api.call(new DeleteWebhook());
      tellCommands();
    }
    return known;
  }

  private void tellCommands() throws InterruptedException {
    try {
      var _ = api.call(new SetMyCommands(Chats.commands().stream().map(Poller::command).toList()));
    } catch (ChannelException e) {
      LOG.warn("Telegram: the commands can't be listed there: {}", e.getMessage());
    }
  }

  private static BotCommand command(SlashCommand command) {
    String does =
        command.arguments().isEmpty()
            ? command.does()
            : command.arguments() + ": " + command.does();
    return new BotCommand(
        command.name().toLowerCase(Locale.ROOT),
        does.length() > LONGEST_DESCRIPTION ? does.substring(0, LONGEST_DESCRIPTION) : does);
  }

  private List<JsonNode> poll(Bot self, int seconds) throws InterruptedException {
    long offset = chats.received(self.account()) + 1;
    List<JsonNode> updates =
        api.call(
            new RawUpdates(offset, MOST_UPDATES, seconds), Duration.ofSeconds(seconds).plus(GRACE));
    health.succeeded();
    return updates;
  }

  private void handle(Bot self, List<JsonNode> polled) throws InterruptedException {
    List<JsonNode> updates = whole(self, polled);
    Updates reader =
        new Updates(self, new Downloads(api), chats.hasSeveralSenders(), chats::mayWrite);
    long passed = -1;
    for (int i = 0; i < updates.size() && !stopped; ) {
      List<JsonNode> together = together(updates, i);
      i += together.size();
      long last = together.getLast().path("update_id").asLong();
      if (last <= chats.received(self.account())) {
        continue;
      }
      if (handleOne(reader, together, last)) {
        chats.received(self.account(), last);
        health.succeeded();
      } else {
        passed = last;
      }
    }
    // Strangers must not be able to fill the journal: what was nothing is noted once a poll.
    if (passed > chats.received(self.account())) {
      chats.received(self.account(), passed);
    }
  }

  /** An album comes in several messages: when the last one is of one, the others are waited for. */
  private List<JsonNode> whole(Bot self, List<JsonNode> polled) throws InterruptedException {
    List<JsonNode> updates = polled;
    while (!stopped && !updates.isEmpty() && !Updates.album(updates.getLast()).isEmpty()) {
      Thread.sleep(ALBUM_PAUSE);
      List<JsonNode> again = poll(self, 0);
      if (again.size() <= updates.size()) {
        break;
      }
      updates = again;
    }
    return updates;
  }

  private static List<JsonNode> together(List<JsonNode> updates, int from) {
    String album = Updates.album(updates.get(from));
    List<JsonNode> together = new ArrayList<>(List.of(updates.get(from)));
    for (int i = from + 1; !album.isEmpty() && i < updates.size(); i++) {
      if (!Updates.album(updates.get(i)).equals(album)) {
        break;
      }
      together.add(updates.get(i));
    }
    return together;
  }

  /** Whether something was done. */
  private boolean handleOne(Updates reader, List<JsonNode> together, long place)
      throws InterruptedException {
    try {
      migrate(together.getFirst().path("message"));
      Incoming incoming = reader.read(together);
      return incoming != null && chats.receive(incoming);
    } catch (RuntimeException e) {
      attempts = troubled == place ? attempts + 1 : 1;
      troubled = place;
      if (attempts < ATTEMPTS) {
        throw e;
      }
      LOG.error("Telegram: update {} can't be dealt with and is passed over", place, e);
      return true;
    }
  }

  private void migrate(JsonNode message) {
    if (message.has("migrate_to_chat_id")) {
      chats.moved(
          message.path("chat").path("id").asText(), message.path("migrate_to_chat_id").asText());
    }
  }
}
