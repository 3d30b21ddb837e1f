package dev.oxydra.types;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** Models that may have been meant by a name that no model has. */
final class NearestNames {
  private static final int MOST = 3;

  /** A shorter text is a part of nearly every name. */
  private static final int SHORTEST_PART = 3;

  private static final Comparator<Candidate> LIKELIEST =
      Comparator.comparing(Candidate::sense)
          .thenComparingInt(Candidate::distance)
          .thenComparing(Candidate::deprecated)
          .thenComparing(Candidate::name, Comparator.reverseOrder()); // newer versions first

  private NearestNames() {}

  /** How a name is like the one that was asked for, the strongest likeness first. */
  private enum Sense {
    /** The same letters and digits. */
    SAME,
    /** It goes on where the other ends. */
    LONGER,
    /** Few letters differ. */
    MISSPELT,
    /** One is somewhere in the other. */
    PART
  }

  private record Candidate(String name, Sense sense, int distance, boolean deprecated) {}

  static List<String> of(String wanted, Map<String, ModelInfo> known) {
    String plain = plain(wanted);
    return known.entrySet().stream()
        .map(entry -> candidate(plain, entry.getKey(), entry.getValue()))
        .filter(Objects::nonNull)
        .sorted(LIKELIEST)
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }

  private static @Nullable Candidate candidate(String wanted, String name, ModelInfo info) {
    String plain = plain(name);
    int distance = LevenshteinDistance.getDefaultInstance().apply(wanted, plain);
    Sense sense = sense(wanted, plain, distance);
    return sense == null ? null : new Candidate(name, sense, distance, info.deprecated());
  }

  private static @Nullable Sense sense(String wanted, String name, int distance) {
    if (distance == 0) {
      return Sense.SAME;
    }
    boolean telling = wanted.length() >= SHORTEST_PART && name.length() >= SHORTEST_PART;
    if (telling && name.startsWith(wanted)) {
      return Sense.LONGER;
    }
    if (distance <= Math.max(1, wanted.length() / 3)) {
      return Sense.MISSPELT;
    }
    return telling && (name.contains(wanted) || wanted.contains(name)) ? Sense.PART : null;
  }

  /** Dots, dashes and colons are where names differ that are meant to be the same. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
