package dev.oxydra.benchmarks;

import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients of one gateway, each in a session of its own. */
final class Sessions implements AutoCloseable {
  /** The one that a client joins that names none. */
  static final SessionId DEFAULT = SessionId.defaultOf(GuestProcess.USER);

  /** A client and its session. */
  private record Joined(SmallClient client, SessionId session) {}

  private final List<Joined> joined = new ArrayList<>();
  private int runs;

  private Sessions() {}

  /** Makes them; {@code reader} reads their sockets. */
  static Sessions open(GatewayProcess server, ManyClients reader, int count) throws IOException {
    Sessions sessions = new Sessions();
    for (int i = 0; i < count; i++) {
      SmallClient client = server.connect();
      sessions.joined.add(new Joined(client, client.helloInNewSession(List.of())));
      reader.add(client);
    }
    return sessions;
  }

  /** Has a turn run in each. */
  void run(String prompt) throws IOException {
    runs++;
    for (Joined each : joined) {
      each.client().turn(each.session(), "t" + runs, prompt);
    }
  }

  @Override
  public void close() throws IOException {
    for (Joined each : joined) {
      each.client().close();
    }
  }
}
