package dev.oxydra.runner.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What of an upstream must not get into a guest, wherever the upstream puts it. */
final class Secrets {
  /** Shorter ones would be found everywhere. */
  private static final int SHORTEST = 8;

  private static final Pattern SECRET_HEADER = Pattern.compile("auth|key|token|secret|cookie");

  private final List<String> values = new ArrayList<>();

  Secrets(Upstream upstream) {
    if (upstream.key() != null) {
      add(upstream.key().value());
    }
    upstream
        .extraHeaders()
        .forEach((name, value) -> {
          if (SECRET_HEADER.matcher(name.toLowerCase(Locale.ROOT)).find()) {
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
