package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A turn's identity, chosen by whoever submits it; the same id twice is the same turn. Any other
 * text is an {@link IllegalArgumentException}.
 */
public record TurnId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,128}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TurnId {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "turn_id must be 1 to 128 printable ASCII characters without spaces");
    }
  }

  /** A new turn's id: a UUIDv7. */
  public static TurnId create() {
    return new TurnId(Uuid7.create().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
