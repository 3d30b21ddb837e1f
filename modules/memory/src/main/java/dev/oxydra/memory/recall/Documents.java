package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.Passage.Line;
import dev.oxydra.memory.recall.Passage.NoteFacts;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.SessionId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Passages as Lucene keeps them. All of a passage is stored, for a vector to be added to it. */
final class Documents {
  /** Stems of date, speaker and text. */
  static final String TEXT = "text";

  /** Stems of what was said before. */
  static final String CONTEXT = "context";

  /** The words as they are. */
  static final String PLAIN = "plain";

  static final String ID = "id";
  static final String UNIT = "unit";
  static final String KIND = "kind";
  static final String SESSION = "session";
  static final String SPEAKER = "speaker";
  static final String TAG = "tag";
  static final String AT = "at";
  static final String SEQ = "seq";

  /** Which model the vector is of. */
  static final String MODEL = "model";

  /** What parts that were left out repeat. */
  static final String ECHOES = "echoes";

  static final String MESSAGE = "message";
  static final String NOTE = "note";
  static final String ECHO = "echo";

  private static final String BODY = "body";
  private static final String PART = "part";
  private static final String SOURCE = "source";
  private static final String BEFORE = "before";
  private static final String BEFORE_SPEAKER = "before_speaker";
  private static final String CONTRADICTS = "contradicts";
  private static final String ORIGIN = "origin";

  /** Words that people ask with. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("h:mm a 'on' EEEE, d MMMM, yyyy", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Which words, and how often: places within a text are not asked for. */
  private static final FieldType WORDS = new FieldType();

  static {
    WORDS.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    WORDS.setTokenized(true);
    WORDS.freeze();
  }

  private Documents() {}

  /** All documents of a unit. */
  static List<Document> of(Unit unit) {
    List<Document> documents = new ArrayList<>();
    unit.passages().forEach(passage -> documents.add(of(passage, null)));
    if (!unit.echoes().isEmpty()) {
      documents.add(echo(unit));
    }
    return documents;
  }

  private static Document echo(Unit unit) {
    Document document = new Document();
    document.add(new StringField(KIND, ECHO, Field.Store.YES));
    addPlace(document, unit.place());
    unit.echoes().forEach(from -> document.add(new StringField(ECHOES, from, Field.Store.YES)));
    return document;
  }

  private static void addPlace(Document document, Place place) {
    document.add(new StringField(UNIT, Passage.unit(place), Field.Store.YES));
    document.add(new BinaryDocValuesField(UNIT, new BytesRef(Passage.unit(place))));
    if (place.sessionId() != null) {
      document.add(new StringField(SESSION, place.sessionId().value(), Field.Store.YES));
    }
    if (place.seq() != null) {
      document.add(new StoredField(SEQ, place.seq()));
      document.add(new NumericDocValuesField(SEQ, place.seq()));
    }
  }

  /** A passage, with its vector if there is one. */
  static Document of(Passage passage, @Nullable Vector vector) {
    Document document = new Document();
    document.add(new StringField(KIND, passage.isNote() ? NOTE : MESSAGE, Field.Store.YES));
    addPlace(document, passage.place());
    document.add(new StringField(ID, passage.id(), Field.Store.YES));
    document.add(new StringField(SPEAKER, passage.line().speaker(), Field.Store.YES));
    document.add(new StoredField(PART, passage.part()));
    document.add(new StoredField(BODY, passage.line().text()));
    document.add(new StoredField(SOURCE, passage.source()));
    document.add(new LongField(AT, passage.at().toEpochMilli(), Field.Store.YES));
    for (Line before : passage.context()) {
      document.add(new StoredField(BEFORE, before.text()));
      document.add(new StoredField(BEFORE_SPEAKER, before.speaker()));
      document.add(new Field(CONTEXT, before.text(), WORDS));
    }
    addNote(document, passage.note());
    document.add(new Field(TEXT, searched(passage), WORDS));
    document.add(new Field(PLAIN, passage.line().text(), WORDS));
    if (vector != null) {
      document.add(new StringField(MODEL, vector.model(), Field.Store.YES));
      document.add(
          new KnnFloatVectorField(
              vector.field(), vector.components(), VectorSimilarityFunction.DOT_PRODUCT));
    }
    return document;
  }

  private static void addNote(Document document, NoteFacts note) {
    for (String tag : note.tags()) {
      document.add(new StringField(TAG, tag, Field.Store.YES));
    }
    for (String other : note.contradicts()) {
      document.add(new StoredField(CONTRADICTS, other));
    }
    if (note.session() != null) {
      document.add(new StoredField(ORIGIN, note.session().value()));
    }
  }

  private static String searched(Passage passage) {
    return DATE.format(passage.at())
        + " "
        + passage.line().speaker()
        + " "
        + String.join(" ", passage.note().tags())
        + " "
        + passage.line().text();
  }

  static boolean isEcho(Document stored) {
    return ECHO.equals(stored.get(KIND));
  }

  static Place place(Document stored) {
    String session = stored.get(SESSION);
    String unit = text(stored, UNIT);
    return session == null
        ? Place.ofNote(unit.substring(NOTE.length() + 1))
        : Place.ofMessage(new SessionId(session), number(stored, SEQ));
  }

  static SortedSet<String> echoes(Document stored) {
    return new TreeSet<>(List.of(stored.getValues(ECHOES)));
  }

  /** What was stored. */
  static Passage passage(Document stored) {
    String[] before = stored.getValues(BEFORE);
    String[] speakers = stored.getValues(BEFORE_SPEAKER);
    List<Line> context = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      context.add(new Line(speakers[i], before[i]));
    }
    String origin = stored.get(ORIGIN);
    return new Passage(
        place(stored),
        (int) number(stored, PART),
        new Line(text(stored, SPEAKER), text(stored, BODY)),
        text(stored, SOURCE),
        Instant.ofEpochMilli(number(stored, AT)),
        context,
        new NoteFacts(
            origin == null ? null : new SessionId(origin),
            List.of(stored.getValues(TAG)),
            List.of(stored.getValues(CONTRADICTS))));
  }

  private static String text(Document stored, String field) {
    return Objects.requireNonNull(stored.get(field), field);
  }

  private static long number(Document stored, String field) {
    return Objects.requireNonNull(stored.getField(field), field).numericValue().longValue();
  }
}
