package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of the workspace that goes with a tool's result, as it was then. The journal holds this
 * and not the bytes, which {@link FileSource} gives for as long as the file stays as it was.
 *
 * @param path where it is, as tools see it, such as {@code /shared/photo.png}
 * @param mimeType its media type, which is that of its content
 * @param size in bytes
 * @param sha256 the hash of its content in hexadecimal digits
 * @param audience who is shown it
 * @param caption what is said of it to the user; null for nothing
 */
public record ToolFile(
    String path,
    String mimeType,
    long size,
    String sha256,
    Audience audience,
    @Nullable String caption) {
  public ToolFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(mimeType, "mime_type");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(audience, "audience");
  }

  /** Who is shown a file. */
  public enum Audience {
    /** The model, beside the result's text. */
    @JsonProperty("model")
    MODEL,
    /** The user, in whatever front end. */
    @JsonProperty("user")
    USER;

    /** Of some files those that it is shown, in their order. */
    public List<ToolFile> of(List<ToolFile> files) {
      return files.stream().filter(file -> file.audience() == this).toList();
    }
  }
}
