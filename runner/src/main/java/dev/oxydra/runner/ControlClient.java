package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the daemon. One connection carries one request. */
final class ControlClient {
  private ControlClient() {}

  /**
   * Sends a request and waits for its reply, however long it takes.
   *
   * @return empty when no daemon listens
   * @throws RunnerException when one does and doesn't answer as it should
   */
  static Optional<ControlReply> ask(Path socket, ControlRequest request) {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      LengthPrefixed.write(Channels.newOutputStream(channel), request);
      ControlReply reply =
          LengthPrefixed.read(Channels.newInputStream(channel), ControlReply.class);
      if (reply == null || reply.id() != request.id()) {
        throw silent(socket, "it closed the connection", null);
      }
      return Optional.of(reply);
    } catch (ConnectException e) {
      return Optional.empty(); // A socket file that a killed daemon left.
    } catch (IOException e) {
      throw silent(socket, String.valueOf(e.getMessage()), e);
    }
  }

  private static RunnerException silent(Path socket, String why, @Nullable Exception cause) {
    String message =
        "The daemon at "
            + socket
            + " did not answer: "
            + why
            + ". daemon.log beside the socket may say more.";
    return cause == null
        ? new RunnerException(Kind.DAEMON_SILENT, message)
        : new RunnerException(Kind.DAEMON_SILENT, message, cause);
  }
}
