package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.SecretHeader;
import java.util.ArrayList;
import java.util.List;

/** What of an upstream must not get into a guest, wherever the upstream puts it. */
final class Secrets {
  /** Shorter ones would be found everywhere. */
  private static final int SHORTEST = 8;

  private final List<String> values = new ArrayList<>();

  Secrets(Upstream upstream) {
    if (upstream.key() != null) {
      String key = upstream.key().value();
      add(key);
      if (!KeyPlacement.encoded(key).equals(key)) {
        add(KeyPlacement.encoded(key));
      }
    }
    upstream
        .extraHeaders()
        .forEach((name, value) -> {
          if (SecretHeader.is(name)) {
            add(value);
          }
        });
  }

  private void add(String value) {
    if (value.length() >= SHORTEST) {
      values.add(value);
    }
  }

  String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, "*".repeat(value.length()));
    }
    return masked;
  }

  /** One for each, to be used after one another. */
  List<Scrubber> scrubbers() {
    return values.stream().map(Scrubber::new).toList();
  }
}
