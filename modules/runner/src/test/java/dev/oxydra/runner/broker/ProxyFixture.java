package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.runner.config.RunnerConfig.Network;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A broker with the two sockets of one user, and names that are known to nobody else. */
final class ProxyFixture implements AutoCloseable {
  static final ProxyLimits LIMITS =
      new ProxyLimits(16, Duration.ofSeconds(20), Duration.ofSeconds(60));

  /** What is answered when a name is asked for; the last answer stays. */
  final Map<String, Deque<String>> names = new ConcurrentHashMap<>();

  final Path guest;
  final Path commands;
  final Path egress;
  private final Path folder;
  private final Broker broker;
  private final Broker.Door door;

  ProxyFixture(Network network) throws IOException {
    this(network, LIMITS);
  }

  ProxyFixture(Network network, ProxyLimits limits) throws IOException {
    folder = Files.createTempDirectory("ox");
    egress = folder.resolve("egress.log");
    guest = folder.resolve("broker.sock");
    commands = folder.resolve("commands.sock");
    broker = new Broker(null, InstantSource.system(), this::resolve, limits);
    door =
        broker.open(
            new UserId("alice"),
            new DoorFiles(
                guest, commands, folder.resolve("made"), egress, folder.resolve("usage.json")),
            new Terms(Map.of(), new BrokerLimits(4, 1000), new NetworkRules(network)));
  }

  static Network network(NetworkPolicy policy, String... allow) {
    return new Network(policy, List.of(allow), Map.of());
  }

  /** One that lists what a test needs of this machine. */
  static ProxyFixture allowing(String... allow) throws IOException {
    return new ProxyFixture(network(NetworkPolicy.ALLOWLIST, allow));
  }

  void name(String name, String... answers) {
    names.put(name, new ArrayDeque<>(List.of(answers)));
  }

  private List<InetAddress> resolve(String name) throws IOException {
    Deque<String> answers = names.get(name);
    if (answers == null) {
      throw new IOException("the name is not known");
    }
    synchronized (answers) {
      String answer = answers.size() > 1 ? answers.poll() : answers.peek();
      return Stream.of(answer.split(",", -1)).map(InetAddress::ofLiteral).toList();
    }
  }

  GuestClient fromGuest() throws IOException {
    return new GuestClient(guest);
  }

  GuestClient fromCommands() throws IOException {
    return new GuestClient(commands);
  }

  /** The status line, headers and body of the answer to a request without a body. */
  static String ask(GuestClient client, String line, String... headers) throws IOException {
    client.send(line + " HTTP/1.1\r\nHost: ignored\r\n" + String.join("", headers) + "\r\n");
    return client.readHead() + client.readFixedBody();
  }

  String ask(String line, String... headers) throws IOException {
    try (GuestClient client = fromCommands()) {
      return ask(client, line, headers);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    broker.close();
    if (Files.exists(folder)) {
      Doors.delete(folder);
    }
  }
}
