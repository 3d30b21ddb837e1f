package dev.oxydra.channels;

import dev.oxydra.types.ChannelEvent;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.QueueRequest;
import dev.oxydra.types.Selection;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chat with its session: what is written there is submitted by whoever received it, and what
 * happens in the session is shown by a thread of the chat's own, which may have to wait.
 */
final class Chat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chat.class);
  private static final List<String> FEATURES =
      List.of("events", "approvals", "queue", "history", "memory", "overview");

  /** How long it is shut out of the gateway after it was shut out. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ChannelHost host;
  private final String address;
  private final Outbox outbox;
  private final ChatView view;
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final Thread thread;
  private @Nullable SessionLink link;
  private @Nullable SessionId session;
  private @Nullable Selection selection;
  private volatile boolean closed;

  /** What its thread is to do. */
  private sealed interface Item {
    Item TICK = new Tick();

    record Tick() implements Item {}

    record Frame(ServerFrame frame) implements Item {}

    record Say(Outgoing message) implements Item {}

    record Offer(String approvalId, boolean sure) implements Item {}
  }

  Chat(ChannelHost host, String address, Outbox outbox) {
    this.host = host;
    this.address = address;
    this.outbox = outbox;
    this.view = new ChatView(address, outbox, host.files(), System::nanoTime);
    this.thread = Thread.ofVirtual().name(outbox.channel() + "-" + address).unstarted(this::run);
  }

  Chat start() {
    thread.start();
    return this;
  }

  String channel() {
    return outbox.channel();
  }

  private void run() {
    try {
      while (!closed) {
        Duration patience = view.patience();
        Item item =
            patience == null
                ? items.take()
                : items.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (item != null) {
          handle(item);
        }
        if (items.isEmpty()) {
          handle(Item.TICK);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is being closed
    }
  }

  /** What fails to be shown fails alone. */
  private void handle(Item item) throws InterruptedException {
    try {
      switch (item) {
        case Item.Frame it -> view.show(it.frame());
        case Item.Tick it -> view.tick();
        case Item.Say it -> view.say(it.message());
        case Item.Offer it -> view.offer(it.approvalId(), it.sure());
      }
    } catch (JournalException e) {
      LOG.warn("{}: {} is given nothing while the journal fails", outbox.channel(), address, e);
      Thread.sleep(RETRY);
      again();
    } catch (RuntimeException e) {
      LOG.error("{}: something can't be shown in {}", outbox.channel(), address, e);
    }
  }

  /** Tells the chat something that is no part of its session. */
  void say(String text) {
    say(Outgoing.text(text));
  }

  void say(Outgoing message) {
    items.add(new Item.Say(message));
  }

  /** The id of a question that is open; null for none. */
  @Nullable String question() {
    return view.question();
  }

  /** Asks once more whether an answer is meant for good, or takes that back. */
  void offer(String approvalId, boolean sure) {
    items.add(new Item.Offer(approvalId, sure));
  }

  /**
   * The connection, in the chat's session; both are made if they are not there.
   *
   * @param title what a new session is called; empty for nothing
   */
  synchronized SessionLink link(String title) throws InterruptedException {
    SessionLink open = link;
    if (open != null) {
      return open;
    }
    SessionLink opened = new SessionLink(host, outbox.channel(), this::given, this::left);
    try {
      join(opened, title);
    } catch (InterruptedException | RuntimeException e) {
      opened.close();
      throw e;
    }
    link = opened;
    return opened;
  }

  private void join(SessionLink opened, String title) throws InterruptedException {
    SessionId known = outbox.state().session(address);
    ServerFrame answer = known == null ? hello(opened, null) : hello(opened, known);
    if (answer instanceof ServerFrame.Error error && known != null) {
      LOG.info("{}: {} gets a new session: {}", outbox.channel(), address, error.message());
      answer = hello(opened, null);
    }
    if (!(answer instanceof ServerFrame.HelloAck joined)) {
      throw new IllegalStateException("The agent doesn't take a connection: " + answer);
    }
    SessionId now = joined.session().sessionId();
    if (!now.equals(known)) {
      outbox.state().commit(new ChannelEvent.Mapped(outbox.channel(), address, now));
      if (!title.isBlank()) {
        opened.send(id -> new HistoryRequest.RenameSession(id, now, named(title)));
      }
    }
    session = now;
  }

  /**
   * @param known null for a new session
   */
  private ServerFrame hello(SessionLink opened, @Nullable SessionId known)
      throws InterruptedException {
    Long after = known == null ? Long.valueOf(0) : outbox.state().delivered(address, known);
    return opened.ask(id ->
        new ClientFrame.Hello(
            id,
            ClientFrame.PROTOCOL_VERSION,
            host.user(),
            known,
            known == null,
            FEATURES,
            after == null ? Long.valueOf(0) : after));
  }

  /** Names of sessions are short and of one line. */
  static String named(String title) {
    String line = title.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > 100 ? line.substring(0, 100) : line;
  }

  /** Called by the gateway's event loop, which must not be held up. */
  private void given(ServerFrame frame) {
    if (frame instanceof HistoryFrame.SessionDeleted) {
      Thread.ofVirtual().name(outbox.channel() + "-deleted").start(this::deleted);
    } else {
      items.add(new Item.Frame(frame));
    }
  }

  /** The session was deleted elsewhere: the gateway has moved to another one, which isn't ours. */
  private void deleted() {
    try {
      String problem = renew(null, null);
      say(
          problem == null
              ? "The session of this chat was deleted. A new one begins with your next message."
              : "⚠️ The session of this chat was deleted. " + problem);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("{}: {} has lost its session: {}", outbox.channel(), address, e.getMessage());
    }
  }

  /** A connection has ended: the gateway closes, or couldn't send. Called by its event loop. */
  private void left(SessionLink ended) {
    if (!closed) {
      Thread.ofVirtual().name(outbox.channel() + "-again").start(() -> reopen(ended));
    }
  }

  private void reopen(SessionLink ended) {
    synchronized (this) {
      if (link != ended) {
        return; // it never was the chat's, or there is another one
      }
      link = null;
    }
    while (!closed) {
      try {
        Thread.sleep(RETRY);
        var _ = link("");
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.debug("{}: the gateway doesn't take {} yet", outbox.channel(), address, e);
      }
    }
  }

  /** Is given once more what was not noted as delivered. */
  private void again() {
    SessionLink open;
    synchronized (this) {
      open = link;
    }
    if (open != null) {
      open.close();
    }
  }

  synchronized SessionId session() {
    return Objects.requireNonNull(session, "session");
  }

  /** Which model the following turns ask for; null for the agent's. */
  synchronized void choose(@Nullable Selection model) {
    selection = model;
  }

  private synchronized @Nullable Selection selection() {
    return selection;
  }

  TurnId turn(String key) {
    return new TurnId(outbox.channel() + "-" + key);
  }

  /** Submits a message; when this returns it is in the journal, or was refused, which was told. */
  void submit(Incoming.Said said) throws InterruptedException {
    SessionLink open = link(said.title());
    String prompt =
        said.quote() == null ? said.text() : quoted(said.quote()) + "\n\n" + said.text();
    ServerFrame answer =
        open.submit(id ->
            new ClientFrame.SendTurn(
                id, session(), turn(said.key()), prompt, said.files(), selection()));
    if (answer instanceof ServerFrame.Error error) {
      say("⚠️ " + error.message());
    }
  }

  private static String quoted(String text) {
    return "> " + text.strip().replace("\n", "\n> ");
  }

  /** Corrects a message that waits. */
  void correct(Incoming.Edited edited) throws InterruptedException {
    ServerFrame answer =
        link("")
            .ask(id ->
                new QueueRequest.EditQueuedTurn(id, session(), turn(edited.key()), edited.text()));
    say(
        answer instanceof ServerFrame.Error
            ? "The message was taken as it was: it is being worked on, or was. Write what is different."
            : "✏️ Taken as it is now.");
  }

  /**
   * Goes to a session; what was there before is not shown.
   *
   * @return what is wrong; null when it is done
   */
  @Nullable String move(SessionId to) throws InterruptedException {
    SessionLink open = link("");
    // What was not delivered of it is, what was never to be isn't.
    Long delivered = outbox.state().delivered(address, to);
    long after = delivered == null ? host.journal().lastSeq(to) : delivered;
    ServerFrame answer = open.ask(id -> new ClientFrame.SwitchSession(id, to.value(), after));
    if (answer instanceof ServerFrame.Error error) {
      return error.message();
    }
    mapped(to, after);
    return null;
  }

  private synchronized void mapped(SessionId to, long after) {
    List<ChannelEvent> events = new ArrayList<>();
    events.add(new ChannelEvent.Mapped(outbox.channel(), address, to));
    events.add(new ChannelEvent.Delivered(outbox.channel(), address, to, after));
    outbox.state().commit(events.toArray(ChannelEvent[]::new));
    session = to;
  }

  /**
   * Begins a new session.
   *
   * @param agent null for the default one
   * @return what is wrong; null when it is done
   */
  @Nullable String renew(@Nullable String name, @Nullable String agent)
      throws InterruptedException {
    ServerFrame answer = link("").ask(id -> new ClientFrame.CreateSession(id, name, agent));
    return switch (answer) {
      case ServerFrame.SessionCreated made -> {
        mapped(made.session().sessionId(), 0);
        yield null;
      }
      case ServerFrame.Error error -> error.message();
      default -> "The agent said something else: " + answer;
    };
  }

  /** Whom it talked to before; null for nobody. */
  @Nullable SessionId before() {
    return outbox.state().before(address);
  }

  @Override
  public void close() {
    closed = true;
    SessionLink open;
    synchronized (this) {
      open = link;
      link = null;
    }
    if (open != null) {
      open.close();
    }
    thread.interrupt();
    try {
      boolean _ = thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
