package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.channels.ChannelException;
import dev.oxydra.channels.Incoming;
import dev.oxydra.channels.Incoming.Person;
import dev.oxydra.channels.Outgoing;
import dev.oxydra.gateway.Gateway;
import dev.oxydra.gateway.SessionHub;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ChannelContract;
import dev.oxydra.testing.ChannelUnderTest;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InMemoryChannelTest extends ChannelContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HERE = "chat-1";

  @TempDir private Path folder;

  @Override
  protected Bench open() throws IOException {
    return new Bench(folder);
  }

  @Test
  void aMessageThatMayHaveBeenSentSaysSo() throws Exception {
    try (Bench bench = open()) {
      bench.platform.fail(1, ChannelException.Kind.UNCERTAIN);
      bench.say(HERE, "count to 3");
      Await.until(
          "it is sent once more",
          PATIENCE,
          () ->
              bench.platform.messages(HERE).stream()
                  .anyMatch(it -> it.text().contains("may have been sent before")));
    }
  }

  @Test
  void aPlatformThatIsBusyIsAskedAgain() throws Exception {
    try (Bench bench = open()) {
      bench.platform.fail(5, ChannelException.Kind.LATER);
      bench.say(HERE, "count to 3");
      Await.until("the answer", PATIENCE, () -> bench.says("3"));
    }
  }

  @Test
  void aMessageThatVanishedIsSentAnew() throws Exception {
    try (Bench bench = open()) {
      bench.say(HERE, "slow 20");
      Await.until("a beginning", PATIENCE, () -> !bench.platform.messages(HERE).isEmpty());
      bench.platform.clear(HERE);
      Await.until(
          "the whole answer",
          PATIENCE,
          () -> bench.texts(HERE).stream().anyMatch(it -> it.contains("word20")));
    }
  }

  @Test
  void aNotificationReachesTheChatOfItsSession() throws Exception {
    try (Bench bench = open()) {
      bench.say(HERE, "count to 3");
      Await.until("the answer", PATIENCE, () -> bench.says("3"));
      SessionId session = bench.session();
      bench.journal.append(
          List.of(
              new NewEvent(
                  session,
                  null,
                  "system",
                  new NotificationEvent.Sent("gateway", "It is time.", "s1", "tea"))));
      Await.until("the notification", PATIENCE, () -> bench.says("**tea** It is time."));
    }
  }

  @Test
  void aLongAnswerIsADocument() throws Exception {
    try (Bench bench = open()) {
      bench.say(HERE, "count to 1200");
      Await.until(
          "a document",
          PATIENCE,
          () -> bench.platform.messages(HERE).stream().anyMatch(it -> it.file() != null));
      byte[] all = Objects.requireNonNull(bench.platform.messages(HERE).getLast().file()).data();
      assertTrue(new String(all, StandardCharsets.UTF_8).endsWith("1200"));
    }
  }

  @Test
  void aChatWhoseSessionWasDeletedGetsANewOne() throws Exception {
    try (Bench bench = open()) {
      bench.say(HERE, "count to 3");
      Await.until("the answer", PATIENCE, () -> bench.says("3"));
      SessionId before = bench.session();
      var _ = bench.hub.delete(before, "user");
      Await.until(
          "word of it", PATIENCE, () -> bench.says("The session of this chat was deleted."));
      bench.say(HERE, "count to 4");
      Await.until("the answer", PATIENCE, () -> bench.says("4"));
      assertNotEquals(before, bench.session());
    }
  }

  @Test
  void strangersAreWrittenDown() throws Exception {
    try (Bench bench = open()) {
      bench.sayAsStranger(HERE, "secret words");
      String line = Files.readString(folder.resolve("audit.jsonl"));
      assertTrue(line.contains("\"sender\":\"666\""), line);
      assertEquals(-1, line.indexOf("secret words"));
    }
  }

  /** A gateway with the demo behind it, and the channel before it. */
  static final class Bench implements ChannelUnderTest, ChannelHost {
    final InMemoryChannel.Platform platform = new InMemoryChannel.Platform();
    final SqliteJournal journal;
    private final Path folder;
    private final AgentOnDemand agent;
    private final SessionHub hub;
    private final Gateway gateway;
    private final AtomicInteger messages = new AtomicInteger();
    private InMemoryChannel channel;
    private Incoming.@Nullable Said last;

    Bench(Path folder) throws IOException {
      this.folder = folder;
      for (String name : List.of("shared", "tmp", "vault", "internal", "ipc")) {
        Files.createDirectories(folder.resolve(name));
      }
      Bootstrap bootstrap = AgentOnDemandTest.bootstrapThatAsks(folder);
      AtomicReference<TurnDesk> desk = new AtomicReference<>(TurnDesk.NONE);
      journal = SqliteJournal.open(folder.resolve("internal/journal.db"));
      agent =
          new AgentOnDemand(
              bootstrap, journal, Checkpoints.NONE, null, null, desk::get, Supervisor.NONE);
      hub =
          new SessionHub(
              bootstrap.userId(),
              journal,
              agent,
              bootstrap.gateway(),
              AgentConfig.Retention.FOREVER,
              Checkpoints.NONE,
              files(),
              Supervisor.NONE);
      desk.set(hub.turns());
      gateway =
          new Gateway(
              hub,
              UnixDomainSocketAddress.of(folder.resolve("ipc/gateway.sock")),
              bootstrap.gateway(),
              "token",
              "ws://127.0.0.1:1/ws",
              () -> new StartupStatus("none", false, false, false, List.of()),
              List::of,
              null);
      hub.start();
      gateway.start();
      channel = started();
    }

    private InMemoryChannel started() {
      InMemoryChannel made = new InMemoryChannel(this, platform, folder.resolve("audit.jsonl"));
      made.start();
      return made;
    }

    SessionId session() {
      return journal.projections().sessions().stream()
          .filter(it -> it.channelOrigin().equals("memory"))
          .findFirst()
          .orElseThrow()
          .sessionId();
    }

    boolean says(String text) {
      return texts(HERE).stream().anyMatch(it -> it.contains(text));
    }

    List<String> texts(String address) {
      return platform.messages(address).stream().map(Outgoing::text).toList();
    }

    @Override
    public UserId user() {
      return new UserId("alice");
    }

    @Override
    public Journal journal() {
      return journal;
    }

    @Override
    public FileSource files() {
      return FileSource.NONE;
    }

    @Override
    public Link connect(String name, Consumer<ServerFrame> frames, Runnable onEnd) {
      return gateway.connect(name, frames, onEnd);
    }

    @Override
    public String address(int number) {
      return "chat-" + number;
    }

    @Override
    public void say(String address, String text) {
      last = said(address, InMemoryChannel.LISTED, text);
      channel.receive(last);
    }

    private Incoming.Said said(String address, String sender, String text) {
      return new Incoming.Said(
          address,
          new Person(sender, "Ada"),
          "m" + messages.incrementAndGet(),
          "Garden",
          text,
          List.of(),
          null,
          List.of());
    }

    @Override
    public void sayAsStranger(String address, String text) {
      channel.receive(said(address, "666", text));
    }

    @Override
    public void repeat() {
      if (last != null) {
        channel.receive(last);
      }
    }

    @Override
    public void press(String address, String label) {
      String data =
          platform.messages(address).reversed().stream()
              .flatMap(it -> it.buttons().stream().flatMap(List::stream))
              .filter(it -> it.label().equals(label))
              .findFirst()
              .orElseThrow()
              .data();
      channel.receive(
          new Incoming.Pressed(address, new Person(InMemoryChannel.LISTED, "Ada"), data, "press"));
    }

    @Override
    public List<Shown> shown(String address) {
      return platform.messages(address).stream()
          .map(it ->
              new Shown(
                  it.text(),
                  it.buttons().stream().flatMap(List::stream).map(b -> b.label()).toList(),
                  it.file() == null ? "" : it.file().name()))
          .toList();
    }

    @Override
    public void restart() {
      channel.close();
      channel = started();
    }

    @Override
    public void close() {
      channel.close();
      hub.close();
      gateway.close();
      agent.close();
      journal.close();
    }
  }
}
