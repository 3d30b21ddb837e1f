package dev.oxydra.guest;

import dev.oxydra.channels.Capabilities;
import dev.oxydra.channels.ChannelException;
import dev.oxydra.channels.Chats;
import dev.oxydra.channels.Incoming;
import dev.oxydra.channels.Messenger;
import dev.oxydra.channels.Outgoing;
import dev.oxydra.types.Channel;
import dev.oxydra.types.ChannelHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A channel whose platform is a map: the least that one has to be. */
final class InMemoryChannel implements Channel {
  static final String LISTED = "1";

  private final Chats chats;

  InMemoryChannel(ChannelHost host, Platform platform, Path audit) {
    this.chats = new Chats(host, "memory", Set.of(LISTED), platform, audit);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void start() {
    try {
      chats.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void receive(Incoming incoming) {
    try {
      boolean _ = chats.receive(incoming);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    chats.close();
  }

  /** Outlives its channels, as platforms do. */
  static final class Platform implements Messenger {
    private final Map<String, Map<String, Outgoing>> chats = new HashMap<>();
    private int count;
    private int failures;
    private ChannelException.@Nullable Kind failure;

    /** The next sends fail; those that are uncertain are sent all the same. */
    synchronized void fail(int times, ChannelException.Kind kind) {
      failures = times;
      failure = kind;
    }

    synchronized List<Outgoing> messages(String address) {
      return new ArrayList<>(chats.getOrDefault(address, Map.of()).values());
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(true, true, Set.of(), 500);
    }

    @Override
    public List<String> pieces(String markdown) {
      List<String> pieces = new ArrayList<>();
      for (int at = 0; at < Math.max(1, markdown.length()); at += 500) {
        pieces.add(markdown.substring(at, Math.min(markdown.length(), at + 500)));
      }
      return pieces;
    }

    @Override
    public synchronized String send(String address, Outgoing message) {
      ChannelException.Kind kind = failures > 0 ? failure : null;
      failures--;
      if (kind != null && kind != ChannelException.Kind.UNCERTAIN) {
        throw new ChannelException(kind, "for this test", Duration.ofMillis(1), null);
      }
      String id = Integer.toString(++count);
      chats.computeIfAbsent(address, key -> new java.util.LinkedHashMap<>()).put(id, message);
      if (kind != null) {
        throw new ChannelException(kind, "for this test", Duration.ofMillis(1), null);
      }
      return id;
    }

    @Override
    public synchronized void edit(String address, String messageId, Outgoing message) {
      Map<String, Outgoing> chat = chats.getOrDefault(address, Map.of());
      if (!chat.containsKey(messageId)) {
        throw new ChannelException(ChannelException.Kind.GONE, "it is gone", null, null);
      }
      chat.put(messageId, message);
    }

    /** The messages vanish. */
    synchronized void clear(String address) {
      chats.remove(address);
    }

    @Override
    public Duration pace(String address) {
      return Duration.ofMillis(20);
    }

    @Override
    public void working(String address) {}

    @Override
    public void acknowledge(String pressId, String note) {}
  }
}
