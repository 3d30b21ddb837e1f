package dev.oxydra.guest;

import dev.oxydra.channels.BuiltInChannels;
import dev.oxydra.gateway.Gateway;
import dev.oxydra.gateway.SessionHub;
import dev.oxydra.memory.Imported;
import dev.oxydra.memory.JournalMemory;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.memory.recall.HashingEmbedder;
import dev.oxydra.memory.recall.RecallIndex;
import dev.oxydra.runtime.Schedules;
import dev.oxydra.runtime.Supervision;
import dev.oxydra.shelldaemon.LoopbackForwarder;
import dev.oxydra.tools.BuiltInTools;
import dev.oxydra.tools.checkpoints.CheckpointStore;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Channel;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A running guest. */
final class Guest implements AutoCloseable {
  private static final int TOKEN_BYTES = 32;

  /** Held: a level is forgotten with the last who holds its logger. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private final Closer closer = new Closer();

  private Guest() {}

  /** Starts everything; when this returns the gateway answers and {@code ipc/} says so. */
  static Guest start(Bootstrap bootstrap) throws IOException {
    Guest guest = new Guest();
    try {
      guest.wire(bootstrap);
      return guest;
    } catch (IOException | RuntimeException e) {
      try {
        guest.close();
      } catch (GuestException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private void wire(Bootstrap bootstrap) throws IOException {
    Bootstrap.Paths paths = bootstrap.paths();
    Path ipc = Path.of(paths.ipc());
    SqliteJournal journal = closer.register(SqliteJournal.open(journalOf(bootstrap)));
    Checkpoints checkpoints =
        CheckpointStore.of(
            Path.of(paths.shared()),
            Path.of(paths.internal(), "checkpoints"),
            bootstrap.tools().checkpoints());
    MemoryOnDemand memory =
        bootstrap.memory().enabled()
            ? closer.register(new MemoryOnDemand(() -> memory(bootstrap, journal)))
            : null;
    AtomicReference<TurnDesk> desk = new AtomicReference<>(TurnDesk.NONE);
    SessionId first = SessionId.defaultOf(bootstrap.userId());
    Supervisor supervisor = new Supervision(journal, desk::get, first);
    Schedules schedules =
        bootstrap.scheduler().enabled()
            ? Schedules.create(bootstrap.scheduler(), journal, desk::get, first)
            : null;
    AgentOnDemand agent =
        closer.register(
            new AgentOnDemand(
                bootstrap, journal, checkpoints, memory, schedules, desk::get, supervisor));
    closer.register(journal.listen(new EndedSessions(agent::ended)));
    if (memory != null && Files.exists(indexOf(bootstrap))) {
      closer.register(journal.listen(new DeletedSessions(memory::follow)));
    }
    FileSource files = file -> BuiltInTools.files(paths).read(file);
    SessionHub hub =
        new SessionHub(
            bootstrap.userId(),
            journal,
            agent,
            bootstrap.gateway(),
            bootstrap.retention(),
            checkpoints,
            files,
            supervisor);
    desk.set(hub.turns());
    String token = newToken();
    List<Channel> channels = new CopyOnWriteArrayList<>();
    Gateway gateway =
        closer.register(
            new Gateway(
                hub,
                UnixDomainSocketAddress.of(paths.gatewaySocket()),
                bootstrap.gateway(),
                token,
                bootstrap.gatewayEndpoint(),
                () -> status(bootstrap, channels),
                agent::health,
                journal,
                memory,
                schedules,
                (session, created, messages) ->
                    journal.importSession(
                        session,
                        created,
                        messages.stream()
                            .map(it -> new Imported(it.speaker(), it.text(), it.at()))
                            .toList())));
    // Closed before the gateway, so that clients hear that their turns were cancelled.
    closer.register(hub).start();
    gateway.start();
    if (schedules != null) {
      closer.register(schedules).start(supervisor);
    }
    closer.register(EndpointFiles.write(ipc, bootstrap.gatewayEndpoint(), token));
    ChannelHost host = new GatewayHost(bootstrap.userId(), journal, files, gateway);
    for (Channel channel :
        BuiltInChannels.of(
            bootstrap.channels(),
            host,
            Path.of(paths.brokerSocket()),
            Path.of(paths.internal(), "channels.jsonl"))) {
      channels.add(closer.register(channel));
      channel.start();
    }
    openProxy(bootstrap);
  }

  private static MemoryStore memory(Bootstrap bootstrap, SqliteJournal journal) {
    // It says at each start that it would be quicker on another JVM.
    LUCENE.setLevel(Level.SEVERE);
    Embedder embedder = Embedders.of(bootstrap, HashingEmbedder::new);
    RecallIndex index =
        RecallIndex.open(indexOf(bootstrap), journal, embedder, bootstrap.memory().search());
    return new JournalMemory(journal, index, embedder, BuiltInTools.secrets(bootstrap.paths()));
  }

  /** For programs that tools start; what the guest itself asks for goes to the broker's socket. */
  private void openProxy(Bootstrap bootstrap) throws IOException {
    Bootstrap.Network network = bootstrap.network();
    if (network.webFetch() || network.mcp()) {
      closer.register(LoopbackForwarder.open(Path.of(bootstrap.paths().brokerSocket())));
    }
  }

  private record GatewayHost(UserId user, Journal journal, FileSource files, Gateway gateway)
      implements ChannelHost {
    @Override
    public Link connect(String channel, Consumer<ServerFrame> frames, Runnable onEnd) {
      return gateway.connect(channel, frames, onEnd);
    }
  }

  /** Where the journal is. */
  static Path journalOf(Bootstrap bootstrap) {
    return Path.of(bootstrap.paths().internal(), "journal.db");
  }

  private static Path indexOf(Bootstrap bootstrap) {
    return Path.of(bootstrap.paths().internal(), "index");
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What works, as of now. */
  private static StartupStatus status(Bootstrap bootstrap, List<Channel> channels) {
    boolean shell = answers(bootstrap.paths().shellSocket());
    List<StartupStatus.Reason> reasons = new ArrayList<>(bootstrap.degradedReasons());
    for (Channel channel : channels) {
      StartupStatus.Reason trouble = channel.trouble();
      if (trouble != null) {
        reasons.add(trouble);
      }
    }
    return new StartupStatus(bootstrap.sandboxTier(), shell, shell, false, reasons);
  }

  private static boolean answers(String socket) {
    if (socket.isEmpty()) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false; // which is the answer
    }
  }

  /** Cancels and journals what runs, and ends every connection. */
  @Override
  public void close() {
    closer.close();
  }
}
