package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A user's name: lower-case letters, digits, dot, dash and underscore, 1 to 64 characters, starting
 * with a letter or digit. It is a folder's name in the workspace root, so nothing else is let in.
 * Any other text is an {@link IllegalArgumentException}.
 */
public record UserId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public UserId {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "user_id must be 1 to 64 of a-z, 0-9, dot, dash, underscore and start with a letter or digit");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
