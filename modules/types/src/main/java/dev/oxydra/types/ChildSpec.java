package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a guest that may fail while the others go on.
 *
 * @param id its logical id, the same in every process, such as {@code mcp:files}
 * @param name what a person calls it, at the beginning of a sentence
 * @param restarts when it is tried again
 * @param session whose user is told when it fails too often; null for the user's first session
 */
public record ChildSpec(
    String id, String name, RestartPolicy restarts, @Nullable SessionId session) {
  public ChildSpec {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(restarts, "restarts");
  }
}
