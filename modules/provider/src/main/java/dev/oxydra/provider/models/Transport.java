package dev.oxydra.provider.models;

import static dev.oxydra.types.Modality.AUDIO;
import static dev.oxydra.types.Modality.IMAGE;
import static dev.oxydra.types.Modality.PDF;
import static dev.oxydra.types.Modality.TEXT;
import static dev.oxydra.types.Modality.VIDEO;

import dev.oxydra.types.Modality;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol can carry. Sizes are those on the wire, in base64, which is what servers count.
 *
 * @param modalities kinds of files; empty for anything
 * @param forms media types of images and audio; empty for any
 * @param maxImage the largest image, in bytes
 * @param maxFile the largest other file, in bytes
 * @param maxRequest all files of a request together, in bytes
 */
record Transport(
    Set<Modality> modalities, Set<String> forms, long maxImage, long maxFile, long maxRequest) {
  private static final long MIB = 1L << 20;

  /** No more than this passes the broker, less a little for what is not a file. */
  private static final long BROKER = 63 * MIB;

  private static final Set<String> COMMON =
      Set.of(
          "image/png",
          "image/jpeg",
          "image/gif",
          "image/webp",
          "audio/wav",
          "audio/wave",
          "audio/x-wav",
          "audio/mpeg",
          "audio/mp3");

  /** A protocol that nothing is known of carries what the broker does. */
  private static final Transport ANY = new Transport(Set.of(), Set.of(), BROKER, BROKER, BROKER);

  /**
   * By provider type. OpenAI's protocols are spoken by servers with other limits than OpenAI's own;
   * whether a request is too large is theirs to say. The other figures are from <a
   * href="https://platform.claude.com/docs/en/build-with-claude/vision">Anthropic's vision
   * guide</a>, and <a href="https://ai.google.dev/gemini-api/docs/file-input-methods">Gemini's file
   * input methods</a>; a little of a request is left for its text.
   */
  private static final Map<String, Transport> BY_TYPE =
      Map.of(
          "openai",
          new Transport(Set.of(TEXT, IMAGE, PDF, AUDIO), COMMON, BROKER, BROKER, BROKER),
          "openai_responses",
          new Transport(Set.of(TEXT, IMAGE, PDF), COMMON, BROKER, BROKER, BROKER),
          "anthropic",
          new Transport(Set.of(TEXT, IMAGE, PDF), COMMON, 5 * MIB, 31 * MIB, 31 * MIB),
          "gemini",
          new Transport(
              Set.of(TEXT, IMAGE, PDF, AUDIO, VIDEO), Set.of(), BROKER, 50 * MIB, BROKER));

  Transport {
    modalities = Set.copyOf(modalities);
    forms = Set.copyOf(forms);
  }

  static Transport of(String providerType) {
    return BY_TYPE.getOrDefault(providerType, ANY);
  }

  /** Whether it can carry a kind of content; null is one that no model takes. */
  boolean carries(@Nullable Modality kind) {
    return modalities.isEmpty() || (kind != null && modalities.contains(kind));
  }

  /** Whether it can carry images or audio in the form of {@code mediaType}, in lower case. */
  boolean carries(@Nullable Modality kind, String mediaType) {
    return forms.isEmpty() || (kind != IMAGE && kind != AUDIO) || forms.contains(mediaType);
  }

  /** The largest file of a kind, in bytes. */
  long max(@Nullable Modality kind) {
    return kind == IMAGE ? maxImage : maxFile;
  }
}
