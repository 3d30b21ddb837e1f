package dev.oxydra.memory;

import dev.oxydra.types.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Compares the projections in use with others that are built from nothing. */
final class Comparison {
  /** A session that is deleted in between makes one go wrong. */
  private static final int TRIES = 3;

  private Comparison() {}

  /** What is wrong with them, and what to do. */
  static List<String> problems(Path journal, Views views, Views.Source source) {
    // One name: what was killed while it compared leaves no copy for good.
    Path file = journal.resolveSibling("views.db.check");
    try {
      for (int i = 0; i < TRIES; i++) {
        ViewFile.delete(file);
        if (isSame(views, source, file)) {
          return List.of();
        }
      }
      return List.of(
          "The projections beside "
              + journal
              + " are not what its events add up to; build them anew with"
              + " 'runner doctor --rebuild'");
    } finally {
      ViewFile.delete(file);
    }
  }

  private static boolean isSame(Views views, Views.Source source, Path file) {
    views.checkWords();
    Digests inUse = new Digests();
    long place = views.dump(inUse::begin);
    try (Views anew = new Views(file, new UpTo(source, place))) {
      Digests built = new Digests();
      return anew.dump(built::begin) == place && built.equalTo(inUse);
    }
  }

  /** Of all lines, as there may be more than there is memory for. */
  private static final class Digests {
    private final Map<String, MessageDigest> byKind = new TreeMap<>();

    Consumer<String> begin() {
      byKind.clear();
      return this::add;
    }

    private void add(String line) {
      byKind
          .computeIfAbsent(line.substring(0, line.indexOf(' ')), kind -> sha256())
          .update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java has SHA-256", e);
      }
    }

    boolean equalTo(Digests other) {
      return hex().equals(other.hex());
    }

    private Map<String, String> hex() {
      Map<String, String> hex = new TreeMap<>();
      byKind.forEach((kind, digest) -> hex.put(kind, HexFormat.of().formatHex(digest.digest())));
      return hex;
    }
  }

  /** A journal as if it ended at a place. */
  private record UpTo(Views.Source source, long place) implements Views.Source {
    @Override
    public long lastSeq() {
      return place;
    }

    @Override
    public List<Event> after(long seq, int limit) {
      return source.after(seq, limit).stream().filter(event -> event.seq() <= place).toList();
    }

    @Override
    public List<Event> at(List<Long> seqs) {
      return source.at(seqs);
    }

    @Override
    public Optional<String> idAt(long seq) {
      return source.idAt(seq);
    }
  }
}
