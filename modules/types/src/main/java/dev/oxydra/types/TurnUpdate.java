package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/** What a running turn shows and doesn't journal. */
public sealed interface TurnUpdate {

  /** More of the answer's text. */
  record Delta(String text) implements TurnUpdate {
    public Delta {
      Objects.requireNonNull(text, "text");
    }
  }

  /** More of what the model thinks. */
  record Reasoning(String text) implements TurnUpdate {
    public Reasoning {
      Objects.requireNonNull(text, "text");
    }
  }

  /** A running tool wrote something. */
  record ToolOutput(String callId, Stream stream, String chunk) implements TurnUpdate {
    public ToolOutput {
      Objects.requireNonNull(callId, "call_id");
      Objects.requireNonNull(stream, "stream");
      Objects.requireNonNull(chunk, "chunk");
    }

    /** Where it wrote to. */
    public enum Stream {
      @JsonProperty("stdout")
      STDOUT,
      @JsonProperty("stderr")
      STDERR
    }
  }

  /**
   * What the turn is doing.
   *
   * @param kind which step of the loop
   * @param toolNames the tools that are running, for the kinds about tools, else empty
   * @param elapsedSecs how long they have been running, in seconds
   * @param message a line for people
   * @param turn which provider call of the turn, from 1
   * @param maxTurns how many there may be
   */
  record Progress(
      Kind kind, List<String> toolNames, long elapsedSecs, String message, int turn, int maxTurns)
      implements TurnUpdate {
    public Progress {
      Objects.requireNonNull(kind, "kind");
      toolNames = List.copyOf(toolNames);
      Objects.requireNonNull(message, "message");
    }

    /** A step of the loop. */
    public enum Kind {
      @JsonProperty("provider_call")
      PROVIDER_CALL,
      @JsonProperty("tool_execution")
      TOOL_EXECUTION,
      @JsonProperty("rolling_summary")
      ROLLING_SUMMARY,
      @JsonProperty("tool_heartbeat")
      TOOL_HEARTBEAT
    }
  }
}
