package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found, and in which order. */
@Timeout(60)
final class RecallSearchTest {
  private static final SessionId OTHER = new SessionId("other");

  @TempDir Path folder;

  @Test
  void findsWhatWasJustSaidByTheStemsOfItsWords() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      long seq = memory.says("The red fox lives near Bern");
      memory.answers(null, "Cats sleep a lot");
      Recalled fox = memory.search("Where do foxes live?").items().getFirst();
      assertEquals("The red fox lives near Bern", fox.text());
      assertEquals(Place.ofMessage(Remembered.SESSION, seq), fox.place());
      assertEquals(Remembered.SESSION, fox.session());
      assertEquals("user", fox.source());
      assertEquals("assistant", memory.search("sleepy cat").items().getFirst().source());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+fox -\"bern\" (OR) AND NOT text:fox^9 [a TO b] /x/ ~* \\ fox | fox",
        "שלום עולם | שלום",
        "مرحبا بالعالم | بالعالم",
        "東京タワーに行きました | 東京",
        "我喜欢喝绿茶 | 绿茶",
        "🦊 🚀 | 🚀",
        "Ünïcödé Straße | unicode strasse",
        "to be or not to be | to be",
        "C++ | c++",
      })
  void takesAnyTextForWords(String said, String asked) throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("Something else entirely");
      memory.says(said);
      assertEquals(said, memory.found(asked).getFirst());
    }
  }

  @Test
  void questionsWithoutWordsFindNothingAndFailNowhere() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("The red fox");
      for (String asked :
          List.of("", " \n", "?!", "\0", "\ud800", "\u202e", "*", "\"", "the of", "and")) {
        assertTrue(memory.found(asked).size() <= 1, asked);
      }
      assertEquals(List.of("The red fox"), memory.found("fox ".repeat(25_000)));
      assertEquals(List.of("The red fox"), memory.found("fox" + wordsFrom(0, 20_000)));
      assertEquals(
          List.of(), memory.found(" ".repeat(Search.cut("x".repeat(5000)).length()) + "fox"));
    }
  }

  private static String wordsFrom(int from, int to) {
    StringBuilder words = new StringBuilder();
    for (int i = from; i < to; i++) {
      words.append(" w").append(i);
    }
    return words.toString();
  }

  @Test
  void findsAnyPartOfALongMessageOnceByItsBestPassage() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      String text =
          wordsFrom(0, 6000)
              + ". The unicorn sleeps here. "
              + wordsFrom(6000, 14_000)
              + "\n\nThe unicorn wakes up. "
              + "字".repeat(20_000);
      assertTrue(text.length() > 100_000);
      memory.says(text);
      List<Recalled> found = memory.search("unicorn sleeping").items();
      assertEquals(1, found.size());
      assertTrue(found.getFirst().text().contains("The unicorn sleeps here."));
      assertTrue(found.getFirst().text().length() <= Chunker.MAX_CHARS);
      assertEquals(1, memory.search("w13999").items().size());
    }
  }

  @Test
  void aMessageIsFoundByWhatWasSaidBeforeItToo() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("What is the name of our dentist?");
      memory.answers(null, "Doctor Meier in Bahnhofstrasse");
      memory.says(OTHER, "We know a plumber");
      assertEquals(
          List.of("What is the name of our dentist?", "Doctor Meier in Bahnhofstrasse"),
          memory.found("dentist"));
    }
  }

  @Test
  void filters() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.says("apples one");
      memory.answers(null, "apples two");
      memory.says(OTHER, "apples three");
      memory.notes("n1", "apples four", "fruit", "red");
      memory.notes("n2", "apples five", "fruit");
      assertEquals(5, memory.found("apples").size());
      assertEquals(
          List.of("apples four"), memory.found(query(List.of("red", "fruit"), true, null, null)));
      assertEquals(2, memory.found(query(List.of(), false, null, null)).size());
      assertEquals(2, memory.found(query(List.of(), true, Role.USER, null)).size());
      assertEquals(
          List.of("apples two"), memory.found(query(List.of(), true, Role.ASSISTANT, null)));
      assertEquals(4, memory.found(query(List.of(), true, null, OTHER)).size());
      assertEquals(List.of("apples one"), memory.found(query(List.of(), true, Role.USER, OTHER)));
      assertEquals(List.of(), memory.found(query(List.of("blue"), true, null, null)));
      assertEquals(2, memory.index().search(Query.of("apples", 2)).items().size());
    }
  }

  /** As a turn asks: what its own session says it has before it, what others say it needs. */
  @Test
  void aTurnFindsWhatIsNotedAtOnceAndWhatOthersSayALittleLater() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      Query ofTurn = query(List.of(), true, null, Remembered.SESSION);
      for (int i = 0; i < 4; i++) {
        int found = 2 * i + 1;
        memory.says(OTHER, "apples said " + i);
        memory.says("apples of our own " + i);
        Await.until(
            "it is found",
            Duration.ofSeconds(20),
            () -> memory.index().search(ofTurn).items().size() == found);
        memory.notes("n" + i, "apples noted " + i);
        memory.says("more apples of our own " + i);
        assertEquals(2 * i + 2, memory.index().search(ofTurn).items().size());
      }
    }
  }

  private static Query query(List<String> tags, boolean all, Role speaker, SessionId except) {
    return new Query("apples", 20, tags, all, speaker, null, null, except, Query.PATIENT);
  }

  @Test
  void findsNothingOlderOrNewerThanAsked() throws Exception {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    try (Remembered memory =
        Remembered.in(
            folder,
            new EditedJournal(Clock.fixed(now, ZoneOffset.UTC)),
            Embedder.NONE,
            Remembered.PLAIN)) {
      memory.says("apples");
      assertEquals(1, memory.found(between(now, now)).size());
      assertEquals(0, memory.found(between(now.plusMillis(1), null)).size());
      assertEquals(0, memory.found(between(null, now.minusMillis(1))).size());
      assertEquals(1, memory.found(between(Instant.MIN, Instant.MAX)).size());
      assertEquals(
          List.of("apples"), memory.found("what was on 1 March 2026?"), "dates are words too");
    }
  }

  private static Query between(Instant since, Instant until) {
    return new Query("apples", 20, List.of(), true, null, since, until, null, Query.PATIENT);
  }

  @Test
  void notesAreFoundAsTheyAreNow() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.notes(
          new NoteEvent.Saved(
              "n1",
              "The cat is called Minka",
              List.of("pets"),
              null,
              List.of(),
              new NoteEvent.Origin(OTHER, null, "user,web"),
              null));
      Recalled found = memory.search("pets").items().getFirst();
      assertEquals(Place.ofNote("n1"), found.place());
      assertEquals(List.of("pets"), found.tags());
      assertEquals("user,web", found.source());
      assertEquals(OTHER, found.session());

      memory.notes(new NoteEvent.Updated("n1", "The cat is called Tiger", List.of("animals")));
      assertEquals(List.of(), memory.found("Minka"));
      assertEquals(List.of(), memory.found("pets"));
      assertEquals(List.of("The cat is called Tiger"), memory.found("animals"));

      memory.notes(new NoteEvent.Saved("n2", "The cat is called Leo", List.of(), "n1"));
      assertEquals(List.of("The cat is called Leo"), memory.found("cat"));
      memory.dumpBothWays();
    }
  }

  @Test
  void saysWhichOfTwoNotesThatContradictIsNewer() throws Exception {
    try (Remembered memory = Remembered.in(folder)) {
      memory.notes("old", "Anna lives in Bern");
      memory.notes(
          new NoteEvent.Saved(
              "new", "Anna lives in Basel", List.of(), null, List.of("old", "lost"), null, null));
      List<Recalled> found = memory.search("Anna").items();
      assertEquals(2, found.size());
      for (Recalled each : found) {
        boolean isNew = "new".equals(each.place().noteId());
        assertEquals(isNew ? List.of("old") : List.of(), each.newerThan());
      }
      assertEquals(List.of(), memory.search("Basel").items().getFirst().newerThan());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, green tea at four", "1, new"})
  void whatIsNewIsPreferredALittle(double weight, String first) throws Exception {
    try (Remembered memory =
        Remembered.in(
            folder,
            new EditedJournal(new Later()),
            Embedder.NONE,
            new MemoryConfig.Search(1, 1, weight, 30, 0))) {
      memory.says(new SessionId("a"), "green tea at four");
      memory.says(new SessionId("b"), "green tea with new cakes, Carla, Daniela and Emil");
      assertTrue(memory.found("green tea").getFirst().contains(first));
    }
  }

  /** Each time it is asked it is a hundred days later, and ends with today. */
  private static final class Later extends Clock {
    private Instant next = Instant.now().minus(Duration.ofDays(100));

    @Override
    public Instant instant() {
      Instant now = next;
      next = next.plus(Duration.ofDays(100));
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @Test
  void whatSaysTheSameAsABetterOneComesLater() throws Exception {
    String same = "The server room key is in the drawer";
    for (double diversity : List.of(0.0, 0.5)) {
      try (Remembered memory =
          Remembered.in(
              folder.resolve("d" + diversity),
              new EditedJournal(),
              Embedder.NONE,
              new MemoryConfig.Search(1, 1, 0, 30, diversity))) {
        for (String session : List.of("a", "b", "c")) {
          memory.says(new SessionId(session), same);
        }
        memory.says(OTHER, "My key to the cellar was lost by Carla in the long winter of 1999");
        List<String> found = memory.found("server room key");
        assertEquals(diversity == 0, found.get(1).equals(same), found.toString());
        assertNull(memory.search("key").notice());
      }
    }
  }
}
