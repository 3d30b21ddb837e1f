package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A guest's connection to the broker. */
final class GuestClient extends Wire implements AutoCloseable {
  private final SocketChannel channel;

  GuestClient(Path socket) throws IOException {
    this(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  private GuestClient(SocketChannel channel) {
    super(Channels.newInputStream(channel), Channels.newOutputStream(channel));
    this.channel = channel;
  }

  /** Nothing more is sent; answers are still read. */
  void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
