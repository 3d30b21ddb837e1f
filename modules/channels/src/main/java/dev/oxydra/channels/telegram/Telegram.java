package dev.oxydra.channels.telegram;

import dev.oxydra.channels.Chats;
import dev.oxydra.types.Channel;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.StartupStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bot of the user's in Telegram. */
public final class Telegram implements Channel {
  private static final Logger LOG = LoggerFactory.getLogger(Telegram.class);
  private static final String NAME = "telegram";
  private static final Duration LOOK = Duration.ofSeconds(1);

  /**
   * How much longer than a poll may take there can be no answer before the poller is replaced: its
   * own limits come first, and files are taken in meanwhile.
   */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private final ChannelsConfig.Telegram config;
  private final Path brokerSocket;
  private final Health health = new Health(InstantSource.system());
  private final BotApi api;
  private final Chats chats;
  private @Nullable Poller poller;
  private @Nullable BotApi polling;
  private @Nullable Thread thread;
  private @Nullable Thread watchdog;
  private boolean closed;

  /**
   * @param brokerSocket the broker's Unix socket, over which Telegram is reached
   * @param audit where it is written down who has written without being on the list
   */
  public Telegram(ChannelHost host, ChannelsConfig.Telegram config, Path brokerSocket, Path audit) {
    this.config = config;
    this.brokerSocket = brokerSocket;
    this.api = new BotApi(brokerSocket);
    Set<String> senders =
        config.senders().stream()
            .flatMap(it -> it.platformIds().stream())
            .collect(Collectors.toSet());
    this.chats =
        new Chats(
            host, NAME, senders, new TelegramMessenger(api, config.maxMessageLength()), audit);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start() {
    watchdog = Thread.ofVirtual().name("telegram-watchdog").start(this::watch);
  }

  /** Takes up the chats, and sees to it that somebody polls. */
  private void watch() {
    try {
      chats.start();
      replace();
      while (!Thread.interrupted()) {
        Thread.sleep(LOOK);
        if (isStuck()) {
          LOG.warn(
              "Telegram: no answer for {} s; the poller is replaced", health.silence().toSeconds());
          replace();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the channel is being closed
    }
  }

  private synchronized boolean isStuck() {
    if (thread == null || !thread.isAlive()) {
      return true;
    }
    Duration most = STUCK.plusSeconds(config.pollingTimeoutSecs());
    return health.silence().compareTo(most) > 0 && health.sinceProgress().compareTo(most) > 0;
  }

  private synchronized void replace() {
    if (closed) {
      return;
    }
    stopPolling();
    health.progress();
    polling = new BotApi(brokerSocket);
    poller = new Poller(polling, chats, health, config.pollingTimeoutSecs());
    thread = Thread.ofPlatform().daemon().name("telegram-poll").start(poller);
  }

  private synchronized void stopPolling() {
    if (poller != null) {
      poller.stop();
    }
    if (thread != null) {
      thread.interrupt();
    }
    if (polling != null) {
      polling.close();
    }
  }

  @Override
  public StartupStatus.@Nullable Reason trouble() {
    return health.trouble();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (watchdog != null) {
        watchdog.interrupt();
      }
      stopPolling();
    }
    join();
    chats.close();
    api.close();
  }

  private void join() {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    try {
      if (running != null) {
        boolean _ = running.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
