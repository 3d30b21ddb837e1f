package dev.oxydra.channels;

import dev.oxydra.types.ChannelEvent;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.SlashCommand;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all channels have in common: who may write, which chat talks to which session, what is
 * submitted and what is shown. A channel gives it what comes in, and a {@link Messenger} for what
 * goes out.
 */
public final class Chats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chats.class);
  private static final Pattern COMMAND =
      Pattern.compile("(/[A-Za-z]+)(?:@\\w+)?(?:\\s+(.*))?", Pattern.DOTALL);

  private final ChannelHost host;
  private final String channel;
  private final Set<String> senders;
  private final ChannelState state;
  private final Outbox outbox;
  private final AuditLog audit;
  private final Map<String, Talk> talks = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** A chat and what it understands. */
  private record Talk(Chat chat, ChatCommands commands, ChatPresses presses) {}

  /**
   * @param channel its name, in lower case
   * @param senders the ids of those who may write
   * @param audit where it is written down who else has written
   */
  public Chats(
      ChannelHost host, String channel, Set<String> senders, Messenger messenger, Path audit) {
    this.host = host;
    this.channel = channel;
    this.senders = new HashSet<>(senders);
    this.state = new ChannelState(channel, host.journal());
    this.outbox = new Outbox(channel, messenger, state, Thread::sleep);
    this.audit = new AuditLog(audit);
  }

  /** The commands that chats understand, in the order in which they are listed. */
  public static List<SlashCommand> commands() {
    return List.copyOf(ChatCommands.SERVED);
  }

  /** Takes up the chats that there are: what they have not been given, they are given now. */
  public void start() throws InterruptedException {
    for (String address : state.addresses()) {
      try {
        var _ = talk(address).chat().link("");
      } catch (IllegalStateException e) {
        LOG.warn("{}: {} can't be taken up: {}", channel, address, e.getMessage());
      }
    }
  }

  /** Whether somebody with this id may write. */
  public boolean mayWrite(String sender) {
    return senders.contains(sender);
  }

  /** Whether more than one person may write. */
  public boolean hasSeveralSenders() {
    return senders.size() > 1;
  }

  /** Up to where an account's messages were dealt with; -1 for none. */
  public long received(String account) {
    return state.received(account);
  }

  /** Notes that an account's messages were dealt with up to a place. */
  public void received(String account, long place) {
    state.commit(new ChannelEvent.Received(channel, account, place));
  }

  private Talk talk(String address) {
    return talks.computeIfAbsent(
        address,
        key -> {
          if (closed) {
            throw new IllegalStateException("The channel is closed");
          }
          Chat chat = new Chat(host, key, outbox).start();
          ChatPresses presses = new ChatPresses(chat);
          return new Talk(chat, new ChatCommands(chat, presses), presses);
        });
  }

  /**
   * Deals with what came in; when this returns, what is to be kept of it is in the journal.
   *
   * @return false when it was nobody's business
   * @throws IllegalStateException when the agent doesn't answer: it is to be given again
   */
  public boolean receive(Incoming incoming) throws InterruptedException {
    if (!mayWrite(incoming.sender().id())) {
      audit.refused(channel, incoming);
      return false;
    }
    Talk talk = talk(incoming.address());
    switch (incoming) {
      case Incoming.Said said -> said(talk, said);
      case Incoming.Edited edited -> talk.chat().correct(edited);
      case Incoming.Pressed pressed -> pressed(talk, pressed);
    }
    return true;
  }

  private static void said(Talk talk, Incoming.Said said) throws InterruptedException {
    said.problems().forEach(problem -> talk.chat().say("⚠️ " + problem));
    Matcher line = COMMAND.matcher(said.text().strip());
    if (said.files().isEmpty() && line.matches()) {
      String word = line.group(1).toLowerCase(Locale.ROOT);
      String words = line.group(2) == null ? "" : line.group(2).strip();
      if (word.equals("/start")) {
        talk.chat().say("Write what you would like to have done. /help lists the commands.");
        return;
      }
      Optional<SlashCommand> command = SlashCommand.of(word);
      if (command.isEmpty()) {
        talk.chat().say("There is no command %s. /help lists them.".formatted(word));
        return;
      }
      var _ = talk.chat().link(said.title());
      talk.commands().run(command.get(), words);
      return;
    }
    if (!said.text().isBlank() || !said.files().isEmpty()) {
      talk.chat().submit(said);
    }
  }

  private void pressed(Talk talk, Incoming.Pressed pressed) throws InterruptedException {
    var _ = talk.chat().link("");
    String note;
    try {
      note = talk.presses().press(pressed.data());
    } catch (IllegalArgumentException e) {
      note = "This button is of another time.";
    }
    outbox.messenger().acknowledge(pressed.pressId(), note);
  }

  /** A chat has another address from now on: its session and what it was given go along. */
  public void moved(String from, String to) {
    var session = state.session(from);
    if (session == null || state.session(to) != null) {
      return;
    }
    Long delivered = state.delivered(from, session);
    state.commit(
        new ChannelEvent.Mapped(channel, to, session),
        new ChannelEvent.Delivered(
            channel, to, session, delivered == null ? host.journal().lastSeq(session) : delivered));
    Talk before = talks.remove(from);
    if (before != null) {
      before.chat().close();
    }
  }

  @Override
  public void close() {
    closed = true;
    talks.values().forEach(talk -> talk.chat().close());
  }
}
