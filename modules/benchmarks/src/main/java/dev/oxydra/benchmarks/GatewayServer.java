package dev.oxydra.benchmarks;

import dev.oxydra.gateway.Gateway;
import dev.oxydra.gateway.SessionHub;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.TurnId;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The measured process: a gateway over the real journal, whose turns are {@link PacedTurns}. Its
 * argument is a folder; commands come on standard input, and each is answered with a line.
 */
public final class GatewayServer {
  static final String TOKEN = "bench";

  private static final int PAGE = 1000;

  private GatewayServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    AgentConfig.Gateway config = GuestProcess.limits(100_000);
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("journal.db"));
        SessionHub hub =
            new SessionHub(GuestProcess.USER, journal, new PacedTurns(journal), config);
        Gateway gateway =
            new Gateway(
                hub,
                UnixDomainSocketAddress.of(folder.resolve("s")),
                config,
                TOKEN,
                "ws://127.0.0.1:1/ws",
                () -> new StartupStatus("bench", true, true, true, List.of()),
                List::of,
                null)) {
      hub.start();
      gateway.start();
      System.out.println("ready");
      obey(journal, hub.defaultSession());
    }
  }

  private static void obey(SqliteJournal journal, SessionId session) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "collect" -> collect();
        case "fill" -> fill(journal, session, Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException(line);
      }
      System.out.println("done");
    }
  }

  /** Several times, since the heap shrinks in steps. */
  private static void collect() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
  }

  /** Appends answers, as a long conversation has them. */
  private static void fill(SqliteJournal journal, SessionId session, int count) {
    String text = "An answer of some sentences, as models write them. ".repeat(6);
    List<NewEvent> page = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      page.add(
          new NewEvent(
              session,
              new TurnId("t" + i / 10),
              "default",
              new EventPayload.AssistantMessage(Message.assistant(text + i), FinishReason.STOP)));
      if (page.size() == PAGE || i == count - 1) {
        List<Event> appended = journal.append(page);
        page.clear();
        if (appended.isEmpty()) {
          throw new IllegalStateException("Nothing was appended");
        }
      }
    }
  }
}
