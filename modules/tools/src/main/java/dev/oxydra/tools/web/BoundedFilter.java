package dev.oxydra.tools.web;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.filter.DecodeOptions;
import org.apache.pdfbox.filter.DecodeResult;
import org.apache.pdfbox.filter.Filter;
import org.apache.pdfbox.filter.FilterFactory;

/**
 * A filter of PDFBox that decodes no more than there is left for all of them together: 5 MB may
 * decode to 5 GB, and PDFBox keeps it all.
 */
final class BoundedFilter extends Filter {
  private final Filter filter;
  private final AtomicLong left;

  private BoundedFilter(Filter filter, AtomicLong left) {
    this.filter = filter;
    this.left = left;
  }

  /**
   * Bounds all filters, from now on.
   *
   * @return how many bytes they may still decode; negative when they would have decoded more
   * @throws IllegalStateException when this version of PDFBox keeps its filters elsewhere, so that
   *     no PDF can be read safely
   */
  static AtomicLong boundAll() {
    AtomicLong left = new AtomicLong();
    try {
      Field field = FilterFactory.class.getDeclaredField("filters");
      field.setAccessible(true);
      @SuppressWarnings("unchecked") // as it is declared
      Map<COSName, Filter> filters = (Map<COSName, Filter>) field.get(FilterFactory.INSTANCE);
      filters.replaceAll((name, filter) -> new BoundedFilter(filter, left));
      return left;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException("PDFBox's filters can't be bounded", e);
    }
  }

  @Override
  public DecodeResult decode(
      InputStream encoded, OutputStream decoded, COSDictionary parameters, int index)
      throws IOException {
    return filter.decode(encoded, new Bounded(decoded), parameters, index);
  }

  @Override
  public DecodeResult decode(
      InputStream encoded,
      OutputStream decoded,
      COSDictionary parameters,
      int index,
      DecodeOptions options)
      throws IOException {
    return filter.decode(encoded, new Bounded(decoded), parameters, index, options);
  }

  @Override
  protected void encode(InputStream plain, OutputStream encoded, COSDictionary parameters)
      throws IOException {
    filter.encode(plain, encoded, parameters, 0);
  }

  private final class Bounded extends FilterOutputStream {
    Bounded(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int next) throws IOException {
      count(1);
      out.write(next);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      count(length);
      out.write(bytes, from, length);
    }

    private void count(int bytes) throws IOException {
      if (left.addAndGet(-bytes) < 0) {
        throw new IOException("it holds too much");
      }
    }
  }
}
