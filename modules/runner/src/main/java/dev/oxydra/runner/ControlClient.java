package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.PlainJson;
import dev.oxydra.types.UserId;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the daemon: a connection for each request. */
final class ControlClient {
  /** That of {@link dev.oxydra.types.LengthPrefixed}. */
  private static final int LONGEST_REPLY = 16 << 20;

  private ControlClient() {}

  /**
   * Sends a request and waits for its reply, however long it takes.
   *
   * @return empty when no daemon listens
   * @throws RunnerException when one does and doesn't answer as it should
   */
  static Optional<ControlReply> ask(Path socket, ControlRequest request) {
    byte[] message = Json.write(request).getBytes(StandardCharsets.UTF_8);
    return exchange(socket, message, reply -> Json.mapper().readValue(reply, ControlReply.class));
  }

  /**
   * Asks how guests are.
   *
   * @param user whose; null for all of them
   * @return empty when no daemon listens
   * @throws RunnerException when one does and doesn't answer as it should
   */
  static Optional<StatusReply> status(Path socket, @Nullable UserId user) {
    return status(socket, "status", user);
  }

  /** Asks where a user's guest is, as {@link #status} does, but not how it is. */
  static Optional<StatusReply> find(Path socket, UserId user) {
    return status(socket, "find", user);
  }

  private static Optional<StatusReply> status(Path socket, String action, @Nullable UserId user) {
    try {
      byte[] message =
          PlainJson.write(StatusReply.request(action, user)).getBytes(StandardCharsets.UTF_8);
      return exchange(socket, message, reply -> new StatusReply(PlainJson.read(reply)));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write a request", e);
    }
  }

  /** Reads a reply's JSON. */
  private interface Reader<T> {
    T read(byte[] json) throws IOException;
  }

  /**
   * The frames of {@link dev.oxydra.types.LengthPrefixed}, without what it needs for data binding.
   */
  private static <T> Optional<T> exchange(Path socket, byte[] message, Reader<T> reader) {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    if (message.length > ControlLimits.LONGEST_REQUEST) {
      throw new RunnerException(
          Kind.FILES,
          "The request has %d bytes; the daemon takes %d. Start the runner with fewer or shorter environment variables."
              .formatted(message.length, ControlLimits.LONGEST_REQUEST));
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer frame = ByteBuffer.allocate(4 + message.length);
      frame.putInt(message.length).put(message).flip();
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      return Optional.of(reader.read(reply(in)));
    } catch (ConnectException e) {
      return Optional.empty(); // A socket file that a killed daemon left.
    } catch (SocketException e) {
      if (!listens(socket)) {
        return Optional.empty(); // It was killed while the request was on its way.
      }
      throw silent(socket, String.valueOf(e.getMessage()), e);
    } catch (EOFException e) {
      throw silent(socket, "it closed the connection", e);
    } catch (IOException e) {
      throw silent(socket, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean listens(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] reply(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST_REPLY) {
      throw new IOException("it says that its reply has %d bytes".formatted(length));
    }
    byte[] reply = in.readNBytes(length);
    if (reply.length < length) {
      throw new EOFException();
    }
    return reply;
  }

  private static RunnerException silent(Path socket, String why, IOException cause) {
    return new RunnerException(
        Kind.DAEMON_SILENT,
        "The daemon at %s did not answer: %s. daemon.log beside the socket may say more."
            .formatted(socket, why),
        cause);
  }
}
