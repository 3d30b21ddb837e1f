package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was deleted is in no file any more. */
@Timeout(120)
final class ErasureTest {
  private static final int SESSIONS = 30;

  @TempDir private Path folder;

  private static SessionId session(int number) {
    return new SessionId("session-" + number);
  }

  /** A word of a session's own, which has no beginning in common with others. */
  private static String marker(int number) {
    return "%016x".formatted(new Random(number).nextLong());
  }

  /** What an index that leaves out common beginnings has of it in any case. */
  private static String end(int number) {
    return marker(number).substring(5);
  }

  private static NewEvent says(int session, String text) {
    return new NewEvent(
        session(session), null, "user", new EventPayload.UserMessage(Message.user(text)));
  }

  private static void fill(Journal journal, Random random) {
    for (int i = 0; i < 600; i++) {
      int session = random.nextInt(SESSIONS);
      String padding = "x".repeat(random.nextInt(20) == 0 ? 9000 : random.nextInt(600));
      journal.append(List.of(says(session, marker(session) + " " + padding)));
    }
  }

  /** The files in which a text is found. */
  private Set<String> filesWith(String text) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains(text)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    return names;
  }

  @Test
  void nothingOfADeletedSessionIsInAnyFile() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("nothingOfADeletedSessionIsInAnyFile: seed " + seed);
    Random random = new Random(seed);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      left.add(i);
    }
    try (Journal journal = SqliteJournal.open(folder.resolve("journal.db"))) {
      fill(journal, random);
      assertEquals(1, journal.projections().search(marker(0), 1).size());
      assertFalse(filesWith(end(0)).isEmpty());
      List<Integer> gone = new ArrayList<>();
      while (left.size() > 3) {
        Collections.shuffle(left, random);
        int number = left.removeLast();
        journal.delete(session(number), "user");
        gone.add(number);
        for (int each : gone) {
          assertEquals(
              Set.of(), filesWith(end(each)), each + " after " + number + ", seed " + seed);
        }
        for (int i = 0; i < 5; i++) {
          int stays = left.get(random.nextInt(left.size()));
          journal.append(List.of(says(stays, marker(stays) + " more")));
        }
      }
      for (int number : left) {
        assertTrue(filesWith(end(number)).contains("journal.db"), "seed " + seed);
        assertTrue(journal.projections().search(marker(number), 1).size() == 1);
      }
    }
  }

  @Test
  void projectionsThatNobodyHasAskedSinceTheStartForgetToo() throws IOException {
    try (Journal journal = SqliteJournal.open(folder.resolve("journal.db"))) {
      journal.append(List.of(says(1, marker(1))));
      assertEquals(1, journal.projections().search(marker(1), 1).size());
    }
    assertEquals(Set.of("journal.db", "views.db"), filesWith(end(1)));
    try (Journal journal = SqliteJournal.open(folder.resolve("journal.db"))) {
      journal.delete(session(1), "user");
      assertEquals(Set.of(), filesWith(end(1)));
    }
  }
}
