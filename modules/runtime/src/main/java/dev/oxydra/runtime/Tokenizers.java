package dev.oxydra.runtime;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.oxydra.types.ModelRef;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizers of models that have a public one: OpenAI's. Each takes time and memory when it is
 * first used, and none before.
 */
final class Tokenizers {
  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

  /** Families that came after the library, and the encoding that they share with its latest. */
  private static final List<String> LATEST =
      List.of("gpt-4.1", "gpt-4.5", "gpt-5", "o1", "o3", "o4");

  private Tokenizers() {}

  /** That of a model; null for none. */
  static @Nullable TokenCounter of(ModelRef model) {
    Encoding encoding = encoding(model.model().value());
    return encoding == null ? null : encoding::countTokensOrdinary;
  }

  private static @Nullable Encoding encoding(String id) {
    // Routers put the maker before the name.
    String name = id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    boolean isLatest =
        LATEST.stream().anyMatch(family -> name.equals(family) || name.startsWith(family + "-"));
    return isLatest
        ? REGISTRY.getEncoding(EncodingType.O200K_BASE)
        : REGISTRY.getEncodingForModel(name).orElse(null);
  }
}
