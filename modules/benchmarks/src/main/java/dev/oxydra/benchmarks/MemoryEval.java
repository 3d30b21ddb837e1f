package dev.oxydra.benchmarks;

import dev.oxydra.benchmarks.Locomo.Question;
import dev.oxydra.benchmarks.Locomo.Turn;
import dev.oxydra.benchmarks.Scores.Ranker;
import dev.oxydra.embedder.OnnxEmbedder;
import dev.oxydra.memory.recall.HashingEmbedder;
import dev.oxydra.memory.recall.MessageSearch;
import dev.oxydra.memory.recall.MessageSearch.Message;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/**
 * How well memory finds what answers a question, over conversations of LoCoMo, with one part of the
 * product's search after the other. The data is not the product's: a folder with {@code
 * locomo-dev.jsonl} and {@code locomo-test.jsonl} is given.
 */
final class MemoryEval {

  private static final double TARGET = 0.65;
  private static final int ALL = Integer.MAX_VALUE;
  private static final MemoryConfig.Search WORDS = weights(0, 1);
  private static final MemoryConfig.Search MEANING = weights(1, 0);
  private static final MemoryConfig.Search BOTH = weights(1, 1);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final List<Locomo> conversations;
  private final Embedder embedder;

  private MemoryEval(List<Locomo> conversations, Embedder embedder) {
    this.conversations = conversations;
    this.embedder = embedder;
  }

  private static MemoryConfig.Search weights(double vectors, double words) {
    return new MemoryConfig.Search(vectors, words, 0, 30, 0);
  }

  /** Evaluates the questions to tune with, and those to report. */
  static void run(Path data) throws Exception {
    try (Embedder embedder =
        new RememberingEmbedder(OnnxEmbedder.load(EmbedderProcess.MODEL, null))) {
      for (String part : List.of("dev", "test")) {
        run(part, Locomo.read(data.resolve("locomo-" + part + ".jsonl")), embedder);
      }
    }
  }

  private static void run(String part, List<Locomo> conversations, Embedder embedder)
      throws Exception {
    System.out.printf(
        "%s: %d conversations, %d turns, %d questions; model %s; 95 %% intervals in brackets%n",
        part,
        conversations.size(),
        conversations.stream().mapToInt(each -> each.turns().size()).sum(),
        conversations.stream().mapToInt(each -> each.questions().size()).sum(),
        embedder.model());
    new MemoryEval(conversations, embedder).print();
  }

  private void print() throws Exception {
    Scores.header("Lucene's BM25 alone");
    plain("text", new StandardAnalyzer(), Turn::text);
    plain("+ speaker", new StandardAnalyzer(), turn -> turn.speaker() + " " + turn.text());
    plain("+ date", new StandardAnalyzer(), MemoryEval::dated);
    plain("+ stems", new EnglishAnalyzer(), MemoryEval::dated);
    Scores.header("Words, as the product searches them");
    product("no words that only ask, no speaker", embedder, Speakers.NONE, 0, WORDS);
    product("+ speaker", embedder, Speakers.NAMED, 0, WORDS);
    Scores words =
        product("+ what was said before: words alone", embedder, Speakers.NAMED, ALL, WORDS);
    Scores.header("Vectors, as the product searches them");
    product("no speaker", embedder, Speakers.NONE, 0, MEANING);
    product("+ speaker", embedder, Speakers.NAMED, 0, MEANING);
    Scores meaning =
        product("+ what was said before: vectors alone", embedder, Speakers.NAMED, ALL, MEANING);
    Scores.header("Both");
    product("without what was said before", embedder, Speakers.NAMED, 0, BOTH);
    product("vector_weight = 0.5", embedder, Speakers.NAMED, ALL, weights(0.5, 1));
    product("vector_weight = 2", embedder, Speakers.NAMED, ALL, weights(2, 1));
    Scores both = product("equal weights: hybrid", embedder, Speakers.NAMED, ALL, BOTH);
    MemoryConfig.Search defaults = MemoryConfig.Search.defaults();
    product("+ recency and diversity: defaults", embedder, Speakers.NAMED, ALL, defaults);
    product("speakers are the user and the assistant", embedder, Speakers.ROLES, ALL, BOTH);
    product("backend = deterministic", new HashingEmbedder(), Speakers.NAMED, ALL, BOTH);
    verdict(both.meanRecall10(), words.meanRecall10(), meaning.meanRecall10());
  }

  private static void verdict(double both, double words, double meaning) {
    System.out.printf(
        "recall@10 of both %.3f, to be %.2f or more: %s; more than words and vectors: %s%n%n",
        both,
        TARGET,
        both >= TARGET ? "yes" : "NO",
        both > Math.max(words, meaning) ? "yes" : "NO");
  }

  private static String dated(Turn turn) {
    return DATE.format(turn.at()) + " " + turn.speaker() + " " + turn.text();
  }

  private void plain(String what, Analyzer analyzer, Function<Turn, String> text) throws Exception {
    Answers answers = new Answers();
    for (Locomo conversation : conversations) {
      try (PlainWords words = new PlainWords(analyzer, conversation.turns(), text)) {
        answers.ask(conversation.questions(), words::rank);
      }
    }
    answers.print(what);
  }

  /** How people are called, in what they say and in questions. */
  private enum Speakers {
    NAMED,
    NONE,
    ROLES
  }

  private Scores product(
      String what, Embedder by, Speakers called, int context, MemoryConfig.Search settings)
      throws Exception {
    Answers answers = new Answers();
    for (Locomo conversation : conversations) {
      Path folder = Files.createTempDirectory("oxe");
      List<Message> messages =
          conversation.turns().stream().map(turn -> message(conversation, turn, called)).toList();
      try (MessageSearch search = MessageSearch.of(folder, messages, context, by)) {
        answers.ask(
            conversation.questions(),
            question ->
                answer(conversation, search, called(conversation, question, called), settings));
      } finally {
        Folders.delete(folder);
      }
    }
    return answers.print(what);
  }

  private static Message message(Locomo conversation, Turn turn, Speakers called) {
    String speaker =
        switch (called) {
          case NAMED -> turn.speaker();
          case NONE -> "";
          case ROLES -> turn.speaker().equals(conversation.first()) ? "user" : "assistant";
        };
    return new Message(turn.session(), turn.at(), speaker, turn.text());
  }

  private static String called(Locomo conversation, String question, Speakers called) {
    return called == Speakers.ROLES
        ? question
            .replace(conversation.first(), "the user")
            .replace(conversation.second(), "the assistant")
        : question;
  }

  private static List<String> answer(
      Locomo conversation, MessageSearch search, String question, MemoryConfig.Search settings)
      throws IOException, InterruptedException {
    List<Turn> turns = conversation.turns();
    Instant dayAfter = turns.getLast().at().plus(Duration.ofDays(1));
    return search.rank(question, settings, dayAfter).stream()
        .limit(Scores.DEPTH)
        .map(index -> turns.get(index).id())
        .toList();
  }

  /** Questions that were asked, and what came. */
  private static final class Answers {
    private final List<Question> questions = new ArrayList<>();
    private final List<List<String>> answers = new ArrayList<>();

    void ask(List<Question> asked, Ranker ranker) throws Exception {
      for (Question question : asked) {
        questions.add(question);
        answers.add(ranker.rank(question.text()));
      }
    }

    Scores print(String what) {
      Scores scores = Scores.of(questions, answers);
      scores.print("  " + what);
      return scores;
    }
  }
}
