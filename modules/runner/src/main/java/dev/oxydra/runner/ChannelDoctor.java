package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.types.ChannelsConfig;
import java.util.List;

/** Whether channels that are configured have what they need. Nobody is asked. */
final class ChannelDoctor {
  private static final String WHAT = "telegram";

  private ChannelDoctor() {}

  /** None where there is no channel. */
  static List<Finding> findings(Invocation invocation, LoadedConfig config) {
    ChannelsConfig.Telegram telegram = config.agent().channels().telegram();
    return telegram.enabled()
        ? List.of(
            Attempt.of(WHAT, () -> token(config.keys(invocation.host().environment()), telegram)))
        : List.of();
  }

  private static Finding token(ApiKeys keys, ChannelsConfig.Telegram telegram) {
    ApiKey token = keys.find(telegram);
    return token == null
        ? broken(
            WHAT,
            "The bot has no token. Set %s to the one that @BotFather wrote, or channels.telegram.enabled to false."
                .formatted(ApiKeys.variable(telegram)))
        : ok(WHAT, "there is a token for the bot: " + token.source());
  }
}
