package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A model's name as its provider knows it. Any other text is an {@link IllegalArgumentException}.
 */
public record ModelId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,200}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ModelId {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a model's name must be 1 to 200 printable ASCII characters without spaces");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
