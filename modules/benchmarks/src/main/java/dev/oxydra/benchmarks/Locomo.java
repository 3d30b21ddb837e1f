package dev.oxydra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A long conversation of two people, over many sessions, and questions about it.
 *
 * @param turns in order
 * @see <a href="https://aclanthology.org/2024.acl-long.747/">Maharana et al., Evaluating Very
 *     Long-Term Conversational Memory of LLM Agents</a>
 */
record Locomo(String id, List<Turn> turns, List<Question> questions) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("h:mm a 'on' d MMMM, uuuu")
          .toFormatter(Locale.ENGLISH);

  Locomo {
    turns = List.copyOf(turns);
    questions = List.copyOf(questions);
  }

  /**
   * What somebody said.
   *
   * @param at when its session began; the data tells no zone, so UTC
   */
  record Turn(String id, String session, Instant at, String speaker, String text) {}

  /**
   * A question.
   *
   * @param relevant ids of the turns that answer it, one or more
   */
  record Question(String text, Set<String> relevant) {
    Question {
      relevant = Set.copyOf(relevant);
    }
  }

  /** All conversations of a file with one a line. */
  static List<Locomo> read(Path file) throws IOException {
    List<Locomo> conversations = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      conversations.add(conversation(MAPPER.readTree(line)));
    }
    return conversations;
  }

  /** Who speaks first. */
  String first() {
    return turns.getFirst().speaker();
  }

  /** The other one. */
  String second() {
    return turns.stream()
        .map(Turn::speaker)
        .filter(speaker -> !speaker.equals(first()))
        .findFirst()
        .orElseThrow();
  }

  private static Locomo conversation(JsonNode json) {
    List<Turn> turns = new ArrayList<>();
    for (JsonNode turn : json.path("turns")) {
      turns.add(
          new Turn(
              text(turn, "id"),
              text(turn, "session"),
              LocalDateTime.parse(text(turn, "date"), DATE).toInstant(ZoneOffset.UTC),
              text(turn, "speaker"),
              text(turn, "text")));
    }
    List<Question> questions = new ArrayList<>();
    for (JsonNode query : json.path("queries")) {
      Set<String> relevant = new HashSet<>();
      query.path("relevant").forEach(id -> relevant.add(id.asText()));
      questions.add(new Question(text(query, "text"), relevant));
    }
    return new Locomo(text(json, "id"), turns, questions);
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }
}
