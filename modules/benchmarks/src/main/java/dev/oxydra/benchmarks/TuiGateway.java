package dev.oxydra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.gateway.Gateway;
import dev.oxydra.gateway.SessionHub;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A gateway over the real journal that {@code runner tui} takes for that of a running guest: what
 * the daemon would say of the guest is said on the daemon's control socket.
 */
final class TuiGateway implements AutoCloseable {
  private static final AgentConfig.Gateway LIMITS = GuestProcess.limits(100);
  private static final int PAGE = 200;

  private final Path folder;
  private final Path ipc;
  private final SqliteJournal journal;
  private final SpokenTurns turns;
  private final SessionHub hub;
  private final Gateway gateway;
  private final ServerSocketChannel control;

  /**
   * @param folder an empty one, for {@code --dir}
   */
  TuiGateway(Path folder) throws IOException {
    this.folder = folder;
    ipc = Files.createDirectories(folder.resolve("guest/ipc"));
    Files.createDirectory(folder.resolve("guest/shared"));
    Files.writeString(ipc.resolve("token"), GatewayServer.TOKEN);
    journal = SqliteJournal.open(folder.resolve("journal.db"));
    turns = new SpokenTurns(journal);
    hub = new SessionHub(GuestProcess.USER, journal, turns, LIMITS);
    gateway =
        new Gateway(
            hub,
            UnixDomainSocketAddress.of(socket()),
            LIMITS,
            GatewayServer.TOKEN,
            "ws://127.0.0.1:1/ws",
            () -> new StartupStatus("bench", true, true, true, List.of()),
            List::of,
            null);
    hub.start();
    gateway.start();
    control = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Path run = Files.createDirectories(folder.resolve(".oxydra/run"));
    control.bind(UnixDomainSocketAddress.of(run.resolve("control.sock")));
    Thread.ofVirtual().name("control").start(this::tellOfGuest);
  }

  private Path socket() {
    return ipc.resolve("gateway.sock");
  }

  private void tellOfGuest() {
    Map<String, Object> guest =
        Map.of(
            "user", GuestProcess.USER.value(),
            "state", "running",
            "tier", "none",
            "socket", socket().toString(),
            "token_file", ipc.resolve("token").toString());
    try {
      while (true) {
        try (SocketChannel channel = control.accept()) {
          LengthPrefixed.read(Channels.newInputStream(channel), JsonNode.class);
          LengthPrefixed.write(
              Channels.newOutputStream(channel),
              Map.of("outcome", "done", "guests", List.of(guest)));
        }
      }
    } catch (ClosedChannelException e) {
      // The measurement is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has the default session hold a conversation.
   *
   * @param messages how many, half of them answers; an even number
   * @param last what the last answer says
   */
  void fill(int messages, String last) {
    SessionId session = hub.defaultSession();
    Chatter chatter = new Chatter();
    chatter.nextTopic();
    List<NewEvent> page = new ArrayList<>();
    for (int i = messages / 2; i > 0; i--) {
      TurnId turn = new TurnId("filled" + i);
      turn(chatter.question(), i == 1 ? last : chatter.message())
          .map(payload -> new NewEvent(session, turn, AgentConfig.DEFAULT_AGENT, payload))
          .forEach(page::add);
      if (i % PAGE == 1) {
        journal.append(page);
        page.clear();
      }
    }
  }

  private static Stream<EventPayload> turn(String question, String answer) {
    return Stream.of(
        new EventPayload.TurnSubmitted(question, List.of()),
        new EventPayload.TurnStarted(),
        new EventPayload.UserMessage(Message.user(question)),
        new EventPayload.AssistantMessage(Message.assistant(answer), FinishReason.STOP),
        new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
  }

  /** How many tokens its turns have shown so far. */
  long tokens() {
    return turns.shown();
  }

  /** A client beside the terminal. */
  SmallClient connect() throws IOException {
    return SmallClient.connect(socket(), GatewayServer.TOKEN);
  }

  /** Starts the terminal as a person does, with the distribution's launcher. */
  PtyProgram tui(Path home, int columns, int rows) throws IOException {
    return PtyProgram.start(
        List.of(
            home.resolve("bin/runner").toString(),
            "--dir",
            folder.toString(),
            "--user",
            GuestProcess.USER.value(),
            "tui"),
        Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8", "HOME", folder.toString()),
        columns,
        rows);
  }

  @Override
  public void close() throws IOException {
    try (journal;
        hub;
        gateway;
        control) {
      // closed in the other order
    }
  }
}
