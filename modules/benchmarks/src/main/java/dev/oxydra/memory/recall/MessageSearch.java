package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.Passage.Line;
import dev.oxydra.memory.recall.Passage.NoteFacts;
import dev.oxydra.memory.recall.Ranking.Ranked;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;

/**
 * The product's chunker, index, search and ranking over messages that are in no journal, whose
 * speakers may have names. In this package, as all of it but this class is closed to others.
 */
public final class MessageSearch implements AutoCloseable {
  /** Each passage has two texts at most. */
  private static final int BATCH = Embedder.MAX_BATCH / 2;

  private final Store store;
  private final Embeddings embeddings;

  private MessageSearch(Store store, Embeddings embeddings) {
    this.store = store;
    this.embeddings = embeddings;
  }

  /**
   * What somebody said.
   *
   * @param speaker may be empty, to be known of nobody
   */
  public record Message(String session, Instant at, String speaker, String text) {}

  /**
   * Indexes messages.
   *
   * @param folder an empty one
   * @param messages those of a session together and in order
   * @param context how many passages before one help to find it, at most what the product has
   * @param embedder {@link Embedder#NONE} for no vectors
   */
  public static MessageSearch of(
      Path folder, List<Message> messages, int context, Embedder embedder)
      throws IOException, InterruptedException {
    MessageSearch search = new MessageSearch(Store.open(folder), new Embeddings(embedder));
    try {
      List<Passage> passages = search.addAll(messages, Math.min(context, Passage.CONTEXT));
      if (search.embeddings.areMade()) {
        search.addVectors(passages);
      }
      search.store.show();
      return search;
    } catch (IOException | InterruptedException | RuntimeException e) {
      try (search) {
        throw e;
      }
    }
  }

  private List<Passage> addAll(List<Message> messages, int context) throws IOException {
    List<Passage> all = new ArrayList<>();
    List<Line> before = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (i > 0 && !message.session().equals(messages.get(i - 1).session())) {
        before.clear();
      }
      Unit unit = unit(message, i + 1, before, context);
      store.replace(unit);
      all.addAll(unit.passages());
    }
    return all;
  }

  private static Unit unit(Message message, long seq, List<Line> before, int context) {
    Place place = Place.ofMessage(new SessionId(message.session()), seq);
    List<Passage> passages = new ArrayList<>();
    for (String part : Chunker.split(message.text())) {
      Line line = new Line(message.speaker(), part);
      List<Line> last = before.subList(Math.max(0, before.size() - context), before.size());
      passages.add(
          new Passage(
              place, passages.size(), line, message.speaker(), message.at(), last, NoteFacts.NONE));
      before.add(line);
    }
    return new Unit(place, passages);
  }

  private void addVectors(List<Passage> passages) throws IOException, InterruptedException {
    for (int from = 0; from < passages.size(); from += BATCH) {
      List<Passage> batch = passages.subList(from, Math.min(passages.size(), from + BATCH));
      for (Map.Entry<Passage, Vector> made : embeddings.of(batch).entrySet()) {
        store.replace(made.getKey(), made.getValue());
      }
    }
  }

  /** Which messages answer a question, the best first: indexes in the list of all. */
  public List<Integer> rank(String question, MemoryConfig.Search settings, Instant now)
      throws IOException, InterruptedException {
    Vector vector =
        settings.vectorWeight() == 0
            ? null
            : embeddings.ask(question, MemoryStore.Query.PATIENT).await(new ArrayList<>());
    List<Ranked> ranked = store.read(searcher -> ranked(searcher, question, vector, settings, now));
    return ranked.stream()
        .map(each -> (int) (Objects.requireNonNull(each.passage().place().seq()) - 1))
        .toList();
  }

  private static List<Ranked> ranked(
      IndexSearcher searcher,
      String question,
      @Nullable Vector vector,
      MemoryConfig.Search settings,
      Instant now)
      throws IOException {
    Search search = new Search(MemoryStore.Query.of(question, MemoryStore.MAX_RESULTS));
    return new Ranking(settings, now)
        .rank(
            searcher,
            search.byWords(searcher),
            vector == null ? List.of() : search.byMeaning(searcher, vector),
            vector,
            MemoryStore.MAX_RESULTS);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
