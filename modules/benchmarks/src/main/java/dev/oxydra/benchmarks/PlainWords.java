package dev.oxydra.benchmarks;

import dev.oxydra.benchmarks.Locomo.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.QueryBuilder;

/** Lucene's BM25 with nothing around it: what the product's search has to be better than. */
final class PlainWords implements AutoCloseable {
  private static final String ID = "id";
  private static final String TEXT = "text";

  private final QueryBuilder questions;
  private final Directory directory = new ByteBuffersDirectory();
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  /**
   * @param text what of a turn is searched
   */
  PlainWords(Analyzer analyzer, List<Turn> turns, Function<Turn, String> text) throws IOException {
    questions = new QueryBuilder(analyzer);
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (Turn turn : turns) {
        Document document = new Document();
        document.add(new StoredField(ID, turn.id()));
        document.add(new TextField(TEXT, text.apply(turn), Field.Store.NO));
        writer.addDocument(document);
      }
    }
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
  }

  List<String> rank(String question) throws IOException {
    List<String> ids = new ArrayList<>();
    for (ScoreDoc hit :
        searcher.search(questions.createBooleanQuery(TEXT, question), Scores.DEPTH).scoreDocs) {
      ids.add(searcher.storedFields().document(hit.doc).get(ID));
    }
    return ids;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
