package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/**
 * What the shell daemon says: that it is ready, before the {@link ShellCommand}; then any number of
 * outputs and one of the others.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ShellReply.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = ShellReply.Output.class, name = "output"),
  @JsonSubTypes.Type(value = ShellReply.Exited.class, name = "exited"),
  @JsonSubTypes.Type(value = ShellReply.Refused.class, name = "refused"),
})
public sealed interface ShellReply {

  /**
   * It takes a command now. A connection that ends before it has come to no daemon: what carries
   * sockets to a machine takes connections whether or not somebody listens there.
   */
  record Ready() implements ShellReply {}

  /** The command wrote something. */
  @SuppressWarnings("ArrayRecordComponent") // is passed on and never compared
  record Output(Stream stream, byte[] data) implements ShellReply {
    public Output {
      Objects.requireNonNull(stream, "stream");
      Objects.requireNonNull(data, "data");
    }
  }

  /** Where a command writes to. */
  enum Stream {
    @JsonProperty("stdout")
    STDOUT,
    @JsonProperty("stderr")
    STDERR
  }

  /**
   * The command ended.
   *
   * @param exitCode 0 to 255; 128 plus the signal's number when a signal ended it
   * @param timedOut whether it was killed because its time was over
   */
  record Exited(int exitCode, boolean timedOut) implements ShellReply {}

  /** The command was not run. */
  record Refused(String message) implements ShellReply {
    public Refused {
      Objects.requireNonNull(message, "message");
    }
  }
}
