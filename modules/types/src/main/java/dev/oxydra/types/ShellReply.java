package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the shell daemon says: that it is ready, and then the replies to {@link ShellRequest}s. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ShellReply.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = ShellReply.Output.class, name = "output"),
  @JsonSubTypes.Type(value = ShellReply.Exited.class, name = "exited"),
  @JsonSubTypes.Type(value = ShellReply.Started.class, name = "started"),
  @JsonSubTypes.Type(value = ShellReply.Written.class, name = "written"),
  @JsonSubTypes.Type(value = ShellReply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = ShellReply.Refused.class, name = "refused"),
})
public sealed interface ShellReply {

  /**
   * It takes requests now. A connection that ends before it has come to no daemon: what carries
   * sockets to a machine takes connections whether or not somebody listens there.
   */
  record Ready() implements ShellReply {}

  /** A command wrote something. */
  @SuppressWarnings("ArrayRecordComponent") // is passed on and never compared
  record Output(long id, Stream stream, byte[] data) implements ShellReply {
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
   * A command ended.
   *
   * @param exitCode 0 to 255; 128 plus the signal's number when a signal ended it
   * @param timedOut whether it was killed because its time was over
   * @param directory where it was at its end; null where that is not known, as it was killed
   */
  record Exited(long id, int exitCode, boolean timedOut, @Nullable String directory)
      implements ShellReply {}

  /**
   * A process runs.
   *
   * @param process its name among those of the session
   */
  record Started(long id, String process) implements ShellReply {
    public Started {
      Objects.requireNonNull(process, "process");
    }
  }

  /**
   * What a background process wrote.
   *
   * @param from the number of the first byte of {@code data}, counted from the process's start
   * @param lost how many bytes before it were wanted and are not kept any more
   * @param more whether there is more already
   * @param exitCode of a process that has ended and written no more; null while it runs
   */
  @SuppressWarnings("ArrayRecordComponent") // is passed on and never compared
  record Written(
      long id, byte[] data, long from, long lost, boolean more, @Nullable Integer exitCode)
      implements ShellReply {
    public Written {
      Objects.requireNonNull(data, "data");
    }
  }

  /** It was done. */
  record Done(long id) implements ShellReply {}

  /**
   * A request was not done.
   *
   * @param id 0 for what was no request at all
   */
  record Refused(long id, String message) implements ShellReply {
    public Refused {
      Objects.requireNonNull(message, "message");
    }
  }
}
