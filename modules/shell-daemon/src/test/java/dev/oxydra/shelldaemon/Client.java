package dev.oxydra.shelldaemon;

import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** One connection to a daemon. */
final class Client implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  private Client(SocketChannel channel) {
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
  }

  /** Connects and sends a command. */
  static Client send(Path socket, String command, Duration timeout) throws IOException {
    return send(socket, request(command, "/tmp", timeout));
  }

  /** The request to run a command of no session. */
  static ShellRequest request(String command, String directory, Duration timeout) {
    return new ShellRequest.Run(1, new ShellCommand("", command, directory), timeout);
  }

  void send(Object request) throws IOException {
    LengthPrefixed.write(Channels.newOutputStream(channel), request);
  }

  /** Connects and sends what may be no request at all. */
  static Client send(Path socket, Object request) throws IOException {
    Client client = new Client(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    if (!(client.next() instanceof ShellReply.Ready)) {
      throw new IOException("It was not ready");
    }
    client.send(request);
    return client;
  }

  /** The next reply; null at the end. */
  ShellReply next() throws IOException {
    return LengthPrefixed.read(in, ShellReply.class);
  }

  /** The first output, as text. */
  String firstLine() throws IOException {
    return new String(((ShellReply.Output) next()).data(), StandardCharsets.UTF_8).strip();
  }

  /** Everything up to the end. */
  Outcome all() throws IOException {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    int longest = 0;
    while (true) {
      ShellReply reply = next();
      if (!(reply instanceof ShellReply.Output output)) {
        return new Outcome(stdout.toByteArray(), stderr.toByteArray(), longest, reply);
      }
      longest = Math.max(longest, output.data().length);
      (output.stream() == ShellReply.Stream.STDOUT ? stdout : stderr).write(output.data());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * What a command wrote and how it ended.
   *
   * @param longest the length of the longest output in one reply
   */
  @SuppressWarnings("ArrayRecordComponent") // is never compared
  record Outcome(byte[] stdout, byte[] stderr, int longest, ShellReply last) {
    String out() {
      return new String(stdout, StandardCharsets.UTF_8);
    }

    String err() {
      return new String(stderr, StandardCharsets.UTF_8);
    }
  }
}
