package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A session's identity: a UUIDv7, or {@code runtime-<user>} for the default session of a user. Any
 * other text is an {@link IllegalArgumentException}.
 */
public record SessionId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SessionId {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "session_id must be 1 to 128 of A-Z, a-z, 0-9, dot, dash, underscore");
    }
  }

  /** A new session's id: a UUIDv7, so that ids sort by the time they were made. */
  public static SessionId create() {
    return new SessionId(Uuid7.create().toString());
  }

  /** The session that a client of {@code user} joins when it names none. */
  public static SessionId defaultOf(UserId user) {
    return new SessionId("runtime-" + user.value());
  }

  @Override
  public String toString() {
    return value;
  }
}
