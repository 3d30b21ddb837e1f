package dev.oxydra.provider;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.util.Objects;

/** What the event loop hands to the thread that waits for an answer. */
sealed interface Signal {

  /** The status line and the headers. */
  record Head(int status, HttpHeaders headers) implements Signal {
    public Head {
      Objects.requireNonNull(headers, "headers");
    }
  }

  /** Bytes of the body. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Chunk(byte[] bytes) implements Signal {
    public Chunk {
      Objects.requireNonNull(bytes, "bytes");
    }
  }

  /** The body is whole. */
  record End() implements Signal {}

  /** The connection broke, or what came is not HTTP. */
  record Broken(IOException cause) implements Signal {
    public Broken {
      Objects.requireNonNull(cause, "cause");
    }
  }
}
