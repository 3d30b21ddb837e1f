package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where else than in clients of the gateway the agent can be talked to, the group {@code channels}
 * of {@code agent.conf}.
 *
 * @param telegram a bot of Telegram
 */
public record ChannelsConfig(Telegram telegram) {
  public ChannelsConfig {
    Objects.requireNonNull(telegram, "telegram");
  }

  /** The built-in ones: there is no channel. */
  public static ChannelsConfig defaults() {
    return new ChannelsConfig(Telegram.defaults());
  }

  /**
   * A bot of Telegram. Its token stays with the runner, whose broker adds it to requests.
   *
   * @param enabled whether there is one
   * @param botTokenEnv the environment variable that holds its token; null for {@code
   *     TELEGRAM_BOT_TOKEN}
   * @param baseUrl where the Bot API is, without a path
   * @param pollingTimeoutSecs how long one request for messages waits for them, in seconds
   * @param maxMessageLength how long one message may be, in UTF-16 code units; a longer answer is
   *     sent as several
   * @param senders who may write to it
   * @see <a href="https://core.telegram.org/bots/api">the Bot API</a>
   */
  public record Telegram(
      boolean enabled,
      @Nullable String botTokenEnv,
      String baseUrl,
      @Range(min = 1, max = 50) int pollingTimeoutSecs,
      @Range(min = 256, max = 4096) int maxMessageLength,
      List<Sender> senders) {
    public Telegram {
      Objects.requireNonNull(baseUrl, "base_url");
      senders = List.copyOf(senders);
    }

    /** The built-in one: there is none. */
    public static Telegram defaults() {
      return new Telegram(false, null, "https://api.telegram.org", 5, 4096, List.of());
    }
  }

  /**
   * Somebody who may write.
   *
   * @param platformIds the ids that the channel's platform knows them by: decimal numbers at
   *     Telegram
   * @param displayName what the agent is told they are called; null for what the platform says
   */
  public record Sender(List<String> platformIds, @Nullable String displayName) {
    public Sender {
      platformIds = List.copyOf(platformIds);
    }
  }
}
