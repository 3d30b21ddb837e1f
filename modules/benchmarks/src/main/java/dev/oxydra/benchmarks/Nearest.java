package dev.oxydra.benchmarks;

import dev.oxydra.types.Embedder;
import dev.oxydra.types.Embedder.Purpose;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.VectorUtil;

/** Which part of the nearest vectors an index finds. */
final class Nearest {
  private static final int K = 10;

  /** As the product asks for. */
  private static final int CANDIDATES = 100;

  private static final int QUESTIONS = 200;
  private static final double TARGET = 0.98;

  private final IndexSearcher searcher;
  private final String field;

  private Nearest(DirectoryReader reader) {
    this.searcher = new IndexSearcher(reader);
    this.field =
        StreamSupport.stream(FieldInfos.getMergedFieldInfos(reader).spliterator(), false)
            .filter(FieldInfo::hasVectorValues)
            .findFirst()
            .orElseThrow()
            .name;
  }

  /** Compares the product's graph with looking at all vectors. */
  static void print(Path index, List<String> questions) throws IOException, InterruptedException {
    try (FSDirectory directory = FSDirectory.open(index);
        DirectoryReader reader = DirectoryReader.open(directory);
        Embedder embedder = new WordVectors()) {
      Nearest nearest = new Nearest(reader);
      double found = 0;
      for (String question : questions.subList(0, QUESTIONS)) {
        float[] vector = embedder.embed(Purpose.QUERY, List.of(question)).getFirst();
        Set<Integer> all = nearest.byLookingAtAll(vector);
        found += nearest.byGraph(vector).stream().filter(all::contains).count();
      }
      double recall = found / QUESTIONS / K;
      System.out.printf(
          Locale.ROOT,
          "nearest %d by graph of those by looking at all, %d segments: %.3f, to be %.2f or more:"
              + " %s%n",
          K,
          reader.leaves().size(),
          recall,
          TARGET,
          recall >= TARGET ? "yes" : "NO");
    }
  }

  private List<Integer> byGraph(float[] vector) throws IOException {
    return Stream.of(
            searcher.search(new KnnFloatVectorQuery(field, vector, CANDIDATES), K).scoreDocs)
        .map(hit -> hit.doc)
        .toList();
  }

  private record Near(int document, float score) {}

  private Set<Integer> byLookingAtAll(float[] vector) throws IOException {
    PriorityQueue<Near> best =
        new PriorityQueue<>(Comparator.comparingDouble((Near near) -> near.score()));
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      for (Near near : all(leaf, vector)) {
        best.add(near);
        if (best.size() > K) {
          best.remove();
        }
      }
    }
    return best.stream().map(Near::document).collect(Collectors.toSet());
  }

  private List<Near> all(LeafReaderContext leaf, float[] vector) throws IOException {
    List<Near> all = new ArrayList<>();
    FloatVectorValues values = leaf.reader().getFloatVectorValues(field);
    if (values != null) {
      KnnVectorValues.DocIndexIterator documents = values.iterator();
      while (documents.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        int document = documents.docID();
        if (leaf.reader().getLiveDocs() == null || leaf.reader().getLiveDocs().get(document)) {
          float score = VectorUtil.dotProduct(vector, values.vectorValue(documents.index()));
          all.add(new Near(leaf.docBase + document, score));
        }
      }
    }
    return all;
  }
}
