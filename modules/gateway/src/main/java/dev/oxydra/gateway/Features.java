package dev.oxydra.gateway;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The added features that a client was granted. A plain version-2 client has none. */
record Features(Set<Feature> granted) {
  static final Features NONE = new Features(Set.of());

  /** What a client may ask for in its hello. */
  enum Feature {
    EVENTS,
    TOOLS,
    APPROVALS,
    USAGE,
    QUEUE,
    HISTORY,
    UNDO,
    MEMORY,
    CONTEXT,
    OVERVIEW;

    /** Its name on the wire. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Those of what a client asks for that there are; unknown ones are left out. */
  static Features of(@Nullable List<String> asked) {
    return asked == null
        ? NONE
        : new Features(
            EnumSet.allOf(Feature.class).stream()
                .filter(feature -> asked.contains(feature.word()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Feature.class))));
  }

  boolean has(Feature feature) {
    return granted.contains(feature);
  }

  boolean events() {
    return has(Feature.EVENTS);
  }

  /**
   * Refuses a request that belongs to a feature.
   *
   * @throws GatewayException when the client has not the feature
   */
  void require(Feature feature, String request) {
    if (!has(feature)) {
      throw new GatewayException(
          GatewayException.Code.FEATURE_NOT_GRANTED,
          "%s needs the feature '%s': list it in hello".formatted(request, feature.word()));
    }
  }

  /** Their names, as in {@code hello_ack}. */
  List<String> names() {
    return granted.stream().map(Feature::word).toList();
  }
}
