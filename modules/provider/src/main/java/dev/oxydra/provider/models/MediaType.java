package dev.oxydra.provider.models;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Modality;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What kind of content a file is.
 *
 * @param name its media type without parameters, in lower case, such as {@code image/png}
 * @param modality the kind; null for one that no model takes
 */
record MediaType(String name, @Nullable Modality modality) {
  static MediaType of(Attachment file) {
    String whole = file.mimeType();
    int parameters = whole.indexOf(';');
    String name =
        (parameters < 0 ? whole : whole.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    return new MediaType(name, modality(name));
  }

  private static @Nullable Modality modality(String name) {
    return switch (name) {
      case "application/pdf" -> Modality.PDF;
      case "application/json" -> Modality.TEXT;
      default ->
          switch (name.substring(0, name.indexOf('/') + 1)) {
            case "text/" -> Modality.TEXT;
            case "image/" -> Modality.IMAGE;
            case "audio/" -> Modality.AUDIO;
            case "video/" -> Modality.VIDEO;
            default -> null;
          };
    };
  }
}
