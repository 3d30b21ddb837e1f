package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a configured provider, the key in {@code providers.registry}. Any other text is an
 * {@link IllegalArgumentException}.
 */
public record ProviderId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ProviderId {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a provider's name must be 1 to 64 letters, digits, dots, dashes or underscores");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
