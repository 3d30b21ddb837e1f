package dev.oxydra.channels;

import dev.oxydra.channels.telegram.Telegram;
import dev.oxydra.types.Channel;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.ChannelsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The channels that there are, a line each. */
public final class BuiltInChannels {
  private BuiltInChannels() {}

  /**
   * Those that are switched on.
   *
   * @param brokerSocket the way out
   * @param audit where it is written down who was turned away
   */
  public static List<Channel> of(
      ChannelsConfig config, ChannelHost host, Path brokerSocket, Path audit) {
    List<Channel> channels = new ArrayList<>();
    if (config.telegram().enabled()) {
      channels.add(new Telegram(host, config.telegram(), brokerSocket, audit));
    }
    return channels;
  }
}
