package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Objects;

/**
 * What the shell daemon is asked. A connection takes any number of requests, which are answered
 * side by side: each has a number of its own, which its replies carry.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ShellRequest.Run.class, name = "run"),
  @JsonSubTypes.Type(value = ShellRequest.Attach.class, name = "attach"),
  @JsonSubTypes.Type(value = ShellRequest.Start.class, name = "start"),
  @JsonSubTypes.Type(value = ShellRequest.Read.class, name = "read"),
  @JsonSubTypes.Type(value = ShellRequest.Input.class, name = "input"),
  @JsonSubTypes.Type(value = ShellRequest.Kill.class, name = "kill"),
  @JsonSubTypes.Type(value = ShellRequest.End.class, name = "end"),
})
public sealed interface ShellRequest {
  /** What its replies carry: the client's to choose, different for each that is under way. */
  long id();

  /**
   * Runs a command to its end, without input. Answered by {@link ShellReply.Output}s, in which what
   * it writes to its two outputs is in the order in which it wrote it, and {@link
   * ShellReply.Exited}. When the connection ends, so does the command and everything that it
   * started.
   *
   * @param timeout after which it is killed
   */
  record Run(long id, ShellCommand command, Duration timeout) implements ShellRequest {
    public Run {
      Objects.requireNonNull(command, "command");
      Objects.requireNonNull(timeout, "timeout");
    }
  }

  /**
   * Runs a program that is spoken to. Answered by {@link ShellReply.Started}, then by {@link
   * ShellReply.Output}s, each output apart, and {@link ShellReply.Exited}. When the connection
   * ends, so does the program.
   */
  record Attach(long id, ShellCommand command) implements ShellRequest {
    public Attach {
      Objects.requireNonNull(command, "command");
    }
  }

  /**
   * Starts a command in the background, where it runs until its session ends. Answered by {@link
   * ShellReply.Started}.
   */
  record Start(long id, ShellCommand command) implements ShellRequest {
    public Start {
      Objects.requireNonNull(command, "command");
    }
  }

  /**
   * Asks what a background process has written. Answered by {@link ShellReply.Written}.
   *
   * @param from the first byte wanted, counted from the process's start; negative for what no
   *     {@code Read} has returned yet
   * @param patience how long to wait for something to come, or for its end
   */
  record Read(long id, String session, String process, long from, Duration patience)
      implements ShellRequest {
    public Read {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(process, "process");
      Objects.requireNonNull(patience, "patience");
    }
  }

  /**
   * Gives a process input. Answered by {@link ShellReply.Done} when it has taken it; who gives more
   * before that has no say in the order.
   *
   * @param last whether that is the end of its input
   */
  @SuppressWarnings("ArrayRecordComponent") // is passed on and never compared
  record Input(long id, String session, String process, byte[] data, boolean last)
      implements ShellRequest {
    public Input {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(process, "process");
      Objects.requireNonNull(data, "data");
    }
  }

  /**
   * Kills a process and everything that it started. Answered by {@link ShellReply.Written} with
   * what it wrote last.
   */
  record Kill(long id, String session, String process) implements ShellRequest {
    public Kill {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(process, "process");
    }
  }

  /** Ends a session: all that runs for it, and what is kept of it. Answered by {@code Done}. */
  record End(long id, String session) implements ShellRequest {
    public End {
      Objects.requireNonNull(session, "session");
    }
  }
}
