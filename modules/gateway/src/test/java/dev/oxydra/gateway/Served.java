package dev.oxydra.gateway;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.UserId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway of user alice that listens, with its hub, for tests. */
record Served(
    InMemoryJournal journal,
    FakeRunner runner,
    SessionHub hub,
    FakeMaintenance maintenance,
    Gateway gateway)
    implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(60);
  static final String TOKEN = "s3cret-token";
  static final String OWN = "ws://127.0.0.1:4711/ws";
  static final StartupStatus STATUS =
      new StartupStatus(
          "process",
          true,
          true,
          false,
          List.of(new StartupStatus.Reason("demo_provider", "no key is set")));

  static final List<ProviderHealth> PROVIDERS =
      List.of(
          new ProviderHealth(
              ModelRef.parse("openai/gpt-5"),
              ProviderHealth.State.OPEN,
              3,
              Instant.parse("2026-01-01T12:00:00Z"),
              "rate limited"));

  static Served start() {
    return start(new InMemoryJournal(), AgentConfig.Gateway.defaults());
  }

  static Served start(InMemoryJournal journal, AgentConfig.Gateway config) {
    return start(journal, config, tcp(), Timing.DEFAULT);
  }

  static SocketAddress tcp() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static Served start(
      InMemoryJournal journal, AgentConfig.Gateway config, SocketAddress listen, Timing timing) {
    FakeRunner runner = new FakeRunner(journal);
    SessionHub hub = new SessionHub(new UserId("alice"), journal, runner, config);
    return serve(journal, runner, hub, config, listen, timing);
  }

  /** One whose tools can show these files. */
  static Served start(FileSource files) {
    InMemoryJournal journal = new InMemoryJournal();
    FakeRunner runner = new FakeRunner(journal);
    return serve(
        journal,
        runner,
        new SessionHub(
            new UserId("alice"),
            journal,
            runner,
            AgentConfig.Gateway.defaults(),
            AgentConfig.Retention.FOREVER,
            Checkpoints.NONE,
            files,
            Supervisor.NONE));
  }

  /** Starts this hub and a gateway before it. */
  static Served serve(InMemoryJournal journal, FakeRunner runner, SessionHub hub) {
    return serve(journal, runner, hub, AgentConfig.Gateway.defaults(), tcp(), Timing.DEFAULT);
  }

  /** One with a memory, or null for none. */
  static Served start(
      InMemoryJournal journal, @Nullable MemoryStore memory, ConversationImport conversations) {
    FakeRunner runner = new FakeRunner(journal);
    AgentConfig.Gateway config = AgentConfig.Gateway.defaults();
    SessionHub hub = new SessionHub(new UserId("alice"), journal, runner, config);
    return serve(journal, runner, hub, config, tcp(), Timing.DEFAULT, memory, null, conversations);
  }

  /** One with schedules. */
  static Served start(Scheduler scheduler) {
    InMemoryJournal journal = new InMemoryJournal();
    FakeRunner runner = new FakeRunner(journal);
    AgentConfig.Gateway config = AgentConfig.Gateway.defaults();
    SessionHub hub = new SessionHub(new UserId("alice"), journal, runner, config);
    return serve(
        journal,
        runner,
        hub,
        config,
        tcp(),
        Timing.DEFAULT,
        null,
        scheduler,
        ConversationImport.NONE);
  }

  private static Served serve(
      InMemoryJournal journal,
      FakeRunner runner,
      SessionHub hub,
      AgentConfig.Gateway config,
      SocketAddress listen,
      Timing timing) {
    return serve(journal, runner, hub, config, listen, timing, null, null, ConversationImport.NONE);
  }

  private static Served serve(
      InMemoryJournal journal,
      FakeRunner runner,
      SessionHub hub,
      AgentConfig.Gateway config,
      SocketAddress listen,
      Timing timing,
      @Nullable MemoryStore memory,
      @Nullable Scheduler scheduler,
      ConversationImport conversations) {
    hub.start();
    FakeMaintenance maintenance = new FakeMaintenance();
    Gateway gateway =
        new Gateway(
            hub,
            listen,
            config,
            TOKEN,
            OWN,
            () -> STATUS,
            () -> PROVIDERS,
            maintenance,
            memory,
            scheduler,
            conversations,
            timing);
    gateway.start();
    return new Served(journal, runner, hub, maintenance, gateway);
  }

  URI endpoint() {
    return URI.create(
        "ws://127.0.0.1:" + ((InetSocketAddress) gateway.address()).getPort() + "/ws");
  }

  ProtocolClient connect() {
    return ProtocolClient.connect(endpoint(), TOKEN);
  }

  /** A client that has said hello, with these fields of it. */
  ProtocolClient join(Map<String, ?> fields) {
    ProtocolClient client = connect();
    client.hello(fields, DEADLINE);
    return client;
  }

  ProtocolClient join() {
    return join(Map.of("user_id", "alice"));
  }

  @Override
  public void close() {
    maintenance.go.countDown();
    hub.close();
    gateway.close();
    journal.close();
  }
}
