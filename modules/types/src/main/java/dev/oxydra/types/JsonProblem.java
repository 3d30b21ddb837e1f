package dev.oxydra.types;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a JSON object can't be read as a record.
 *
 * @param field the path of the field in question, with dots; empty for the object itself
 * @param reason what is wrong with its value; null when it is missing
 */
public record JsonProblem(String field, @Nullable String reason) {

  /**
   * What Jackson found. The records check themselves: a null component's name is the message of its
   * NullPointerException.
   */
  public static JsonProblem of(JsonProcessingException e) {
    String path = path(e).collect(Collectors.joining("."));
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof NullPointerException npe) {
      return new JsonProblem(
          path.isEmpty() ? "" + npe.getMessage() : path + "." + npe.getMessage(), null);
    }
    String reason =
        e.getCause() instanceof IllegalArgumentException cause
            ? cause.getMessage()
            : e.getOriginalMessage();
    return new JsonProblem(path, String.valueOf(reason));
  }

  private static Stream<String> path(JsonProcessingException e) {
    return e instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(ref -> ref.getFieldName() == null ? "" + ref.getIndex() : ref.getFieldName())
        : Stream.of();
  }

  /** What to tell whoever wrote it, with the field's name below {@code prefix}. */
  public String message(String prefix) {
    return reason == null
        ? "Missing field '" + prefix + field + "'"
        : "Invalid field '" + prefix + field + "': " + reason;
  }
}
