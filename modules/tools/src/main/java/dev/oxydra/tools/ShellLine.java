package dev.oxydra.tools;

import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection to the shell daemon; closing it ends what was begun on it. */
final class ShellLine implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofMillis(50);

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;

  private ShellLine(SocketChannel channel, InputStream in) {
    this.channel = channel;
    this.in = in;
    this.out = Channels.newOutputStream(channel);
  }

  /** The daemon isn't there. */
  static final class AbsentException extends IOException {
    private static final long serialVersionUID = 1;

    AbsentException() {
      super(
          "The shell isn't there, nothing was run; `runner status` says how it is, `runner restart` starts a new one");
    }
  }

  /**
   * Connects.
   *
   * @param coming how long a daemon that isn't there, as it has just been started, is waited for
   * @throws AbsentException when it doesn't come
   */
  static ShellLine open(String socket, Duration coming) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      Duration left = coming.minusNanos(System.nanoTime() - begun);
      if (!left.isPositive()) {
        throw new AbsentException();
      }
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      if (isReady(channel, in, socket, left)) {
        return new ShellLine(channel, in);
      }
      channel.close();
      Thread.sleep(AGAIN);
    }
  }

  /** Whether the daemon is there and takes requests; until then nothing is sent. */
  private static boolean isReady(
      SocketChannel channel, InputStream in, String socket, Duration patience)
      throws ClosedByInterruptException {
    try (ConnectionDeadline _ = ConnectionDeadline.start(channel, patience)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return LengthPrefixed.read(in, ShellReply.class) instanceof ShellReply.Ready;
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes it when the time is over. */
  ConnectionDeadline within(Duration patience) {
    return ConnectionDeadline.start(channel, patience);
  }

  synchronized void send(ShellRequest request) throws IOException {
    LengthPrefixed.write(out, request);
  }

  /**
   * The next reply.
   *
   * @throws IOException when there is none
   */
  ShellReply receive() throws IOException {
    ShellReply reply = LengthPrefixed.read(in, ShellReply.class);
    if (reply == null) {
      throw new IOException("it was closed before the answer was there");
    }
    return reply;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
