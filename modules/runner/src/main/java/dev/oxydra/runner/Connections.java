package dev.oxydra.runner;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.broker.DoorFiles;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.runner.broker.Terms;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Opens a guest's door to the broker, and the port that leads to the guest.
 *
 * @param files where the sockets and the notes of the door are
 * @param terms what the guest may ask of the broker
 */
record Connections(
    Broker broker,
    UserId user,
    Workspace workspace,
    RunnerConfig runner,
    Relay.Terms relayTerms,
    DoorFiles files,
    Terms terms)
    implements GuestConnections.Opener {
  @Override
  public GuestConnections open(int port) {
    try {
      Broker.Door door = broker.open(user, files, terms);
      try {
        return new Brokered(door, relay(port), host(), relayTerms.tls() != null);
      } catch (IOException | RuntimeException e) {
        door.close();
        throw e;
      }
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "The sockets of " + user + "'s guest can't be opened: " + e.getMessage(),
          e);
    }
  }

  /**
   * @param wished 0 for the one that was last used
   */
  private Relay relay(int wished) throws IOException {
    int last = wished > 0 ? wished : EndpointFile.port(workspace.endpointFile());
    int configured = runner.relay().port();
    return Relay.open(
        InetAddress.getByName(runner.relay().address()),
        configured > 0 ? configured : last,
        workspace.gatewaySocket(),
        relayTerms);
  }

  /** What clients are told to connect to. */
  private String host() throws IOException {
    String named = runner.relay().host();
    String address = InetAddress.getByName(runner.relay().address()).getHostAddress();
    String host = named == null ? address : named;
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private record Brokered(Broker.Door door, Relay relay, String host, boolean tls)
      implements GuestConnections {
    /** What the broker alone goes by; the guest doesn't know of it. */
    private static final Pattern BROKERS =
        Pattern.compile(
            "runner\\.conf (broker|network)\\..+|agent\\.conf providers\\.registry\\..+\\."
                + "(api_key.*|base_url|extra_headers.*|connect_timeout)|"
                + "agent\\.conf channels\\.telegram\\.(bot_token.*|base_url)");

    @Override
    public String endpoint() {
      return (tls ? "wss://" : "ws://") + host + ":" + relay.port() + "/ws";
    }

    @Override
    public void refresh(Terms terms) {
      door.refresh(terms);
    }

    @Override
    public boolean isLive(String key) {
      return BROKERS.matcher(key).matches();
    }

    @Override
    public void close() {
      try (door) {
        relay.close();
      }
    }
  }
}
