package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Searches files of one open folder, one after the other; for one thread. */
final class SearchedFiles {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** Of files larger than this, in bytes, all threads together hold one at a time. */
  private static final int LARGE = 1 << 20;

  private final FileSearch search;
  private final SecureDirectoryStream<Path> folder;
  private final @Nullable LineSearch lines;
  private byte[] buffer = new byte[1 << 14];

  SearchedFiles(FileSearch search, SecureDirectoryStream<Path> folder) {
    this.search = search;
    this.folder = folder;
    Pattern pattern = search.query.pattern();
    this.lines =
        pattern == null ? null : new LineSearch(pattern, search.query.literal(), search.budget);
  }

  void visit(Path name, Path relative, String shown, long size) throws IOException {
    PathMatcher names = search.query.names();
    if (names != null && !names.matches(relative.resolve(name))) {
      return;
    }
    if (lines == null) {
      search.hits.add(shown, List.of(ShownName.of(shown)));
    } else if (size > LARGE && size <= TextFiles.MAX_SIZE) {
      synchronized (search) {
        grep(lines, name, shown, new byte[(int) size], (int) size);
      }
    } else if (size > 0 && size <= LARGE) {
      if (size > buffer.length) {
        buffer = new byte[(int) size];
      }
      grep(lines, name, shown, buffer, (int) size);
    }
  }

  private void grep(LineSearch wanted, Path name, String shown, byte[] bytes, int size)
      throws IOException {
    String text = new String(bytes, 0, read(name, bytes, size), StandardCharsets.UTF_8);
    if (text.indexOf('\0') >= 0) {
      return;
    }
    try {
      List<String> found = wanted.find(text, SearchHits.MAX);
      if (!found.isEmpty()) {
        String start = ShownName.of(shown) + ":";
        search.hits.add(shown, found.stream().map(start::concat).toList());
      }
    } catch (ToolException e) {
      search.fail(e);
    }
  }

  private int read(Path name, byte[] bytes, int size) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(bytes, 0, size);
    try (SeekableByteChannel channel = folder.newByteChannel(name, READ)) {
      int read = 0;
      while (read >= 0 && content.hasRemaining()) {
        read = channel.read(content);
      }
    }
    return content.position();
  }
}
