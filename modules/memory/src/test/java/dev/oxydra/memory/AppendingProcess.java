package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that appends to a journal until it is killed, and prints the number of each
 * event that was acknowledged; or the kind of the failure to open it.
 */
final class AppendingProcess {
  static final SessionId SESSION = new SessionId("runtime-alice");

  private AppendingProcess() {}

  /**
   * Starts it.
   *
   * @param prefix a command to run it with, such as a sandbox
   */
  static Process start(List<String> prefix, Path journal) throws IOException {
    Path temporary =
        prefix.isEmpty() ? journal.getParent() : Path.of(System.getProperty("java.io.tmpdir"));
    return start(prefix, journal, temporary, "once");
  }

  /**
   * Starts it.
   *
   * @param temporary where the driver unpacks its library: a process that is killed can't remove it
   * @param how often a thread fails before it ends: "once", or "again" and again
   */
  static Process start(List<String> prefix, Path journal, Path temporary, String how)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            journal.toString(),
            how));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static NewEvent message(String text) {
    return new NewEvent(SESSION, null, "user", new EventPayload.UserMessage(Message.user(text)));
  }

  /** Opens the journal, and appends with several threads until the process ends. */
  public static void main(String[] args) throws InterruptedException {
    try (Journal journal = SqliteJournal.open(Path.of(args[0]))) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(Thread.ofPlatform().start(() -> append(journal, args[1].equals("again"))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (JournalException e) {
      System.out.println(e.kind());
    }
  }

  private static void append(Journal journal, boolean again) {
    while (!System.out.checkError()) {
      try {
        for (Event event : journal.append(List.of(message("a"), message("b")))) {
          System.out.println(event.seq());
        }
      } catch (JournalException e) {
        System.out.println(e.kind());
        if (!again) {
          return;
        }
      }
    }
  }
}
