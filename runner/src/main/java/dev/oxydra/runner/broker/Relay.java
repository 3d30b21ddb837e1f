package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/** Relays a loopback TCP port to a Unix socket, byte for byte, any number of connections. */
public final class Relay implements AutoCloseable {
  /**
   * Starts to listen. The Unix socket need not exist yet; a connection made while it doesn't is
   * closed at once.
   *
   * @param address a loopback address
   * @param port the port that is taken if it is free; else, and for 0, any
   * @throws IOException when no port can be listened at
   */
  public static Relay open(InetAddress address, int port, Path target) throws IOException {
    throw new IOException("Can't listen");
  }

  /** The port that is listened at. */
  public int port() {
    return 0;
  }

  @Override
  public void close() {}
}
