package dev.oxydra.gateway;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The added features that a client was granted. A plain version-2 client has none. */
record Features(boolean events) {
  private static final String EVENTS = "events";

  static final Features NONE = new Features(false);

  /** Those of what a client asks for that there are; unknown ones are left out. */
  static Features of(@Nullable List<String> asked) {
    return asked == null ? NONE : new Features(asked.contains(EVENTS));
  }

  /** Their names, as in {@code hello_ack}. */
  List<String> names() {
    return Stream.of(events ? EVENTS : "").filter(name -> !name.isEmpty()).toList();
  }
}
