package dev.oxydra.types;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model: an entry of the catalogue, as the configuration corrects it. The names
 * are those of <a href="https://models.dev/api.json">models.dev</a>. Whatever is null or empty is
 * unknown.
 *
 * @param name what people call it
 * @param attachment whether it takes files
 * @param reasoning whether it can think before it answers
 * @param toolCall whether it can call tools
 * @param modalities what goes in and out
 * @param limit how much goes in and out
 * @param cost what it costs
 * @param status {@code deprecated}, {@code beta} or {@code alpha}; null for none of these
 */
public record ModelInfo(
    @Nullable String name,
    @Nullable Boolean attachment,
    @Nullable Boolean reasoning,
    @Nullable Boolean toolCall,
    @Nullable Modalities modalities,
    @Nullable Limits limit,
    @Nullable Prices cost,
    @Nullable String status) {
  /** Of a model of which nothing is known. */
  public static final ModelInfo UNKNOWN =
      new ModelInfo(null, null, null, null, null, null, null, null);

  /** Kinds of content, each empty where unknown. */
  public record Modalities(Set<Modality> input, Set<Modality> output) {
    public Modalities {
      input = sorted(input);
      output = sorted(output);
    }

    /** Always in the same order, so that the JSON is always the same. */
    private static Set<Modality> sorted(Set<Modality> some) {
      Set<Modality> all = EnumSet.noneOf(Modality.class);
      all.addAll(some);
      return Collections.unmodifiableSet(all);
    }
  }

  /**
   * Limits in tokens.
   *
   * @param context input and output together
   * @param input the input alone, where that has a limit of its own
   * @param output the output alone
   */
  public record Limits(@Nullable Long context, @Nullable Long input, @Nullable Long output) {}

  /** Whether it may retire any day. */
  public boolean deprecated() {
    return "deprecated".equals(status);
  }
}
