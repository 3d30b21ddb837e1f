package dev.oxydra.memory.recall;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's format of vectors under its own name, so that Lucene reads what it has written, but for
 * more components than the 1,024 that it allows by default: models of servers have 1,536 and 3,072.
 */
final class LongVectors extends KnnVectorsFormat {
  /**
   * How many neighbours a vector of a graph has: with 16, as Lucene has it, one large graph finds
   * less.
   */
  private static final int NEIGHBOURS = 32;

  /** How many are looked at to find them, as Lucene has it. */
  private static final int BEAM = 100;

  static final KnnVectorsFormat FORMAT =
      new LongVectors(new Lucene99HnswVectorsFormat(NEIGHBOURS, BEAM));

  static final int MAX_DIMENSION = 4096;

  private final KnnVectorsFormat format;

  private LongVectors(KnnVectorsFormat format) {
    super(format.getName());
    this.format = format;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return format.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return format.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MAX_DIMENSION;
  }
}
