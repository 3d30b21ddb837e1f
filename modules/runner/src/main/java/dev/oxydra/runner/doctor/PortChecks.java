package dev.oxydra.runner.doctor;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Whether clients can be listened for. */
public final class PortChecks {
  private static final String PORT = "port";
  private static final String LOOPBACK = "loopback";
  private static final int PATIENCE_MS = 2000;

  private PortChecks() {}

  /**
   * Whether the loopback works and the relay's port can be had.
   *
   * @param address the relay's
   * @param port the relay's; 0 for any
   * @param ours the port that the user's agent has now; 0 when it doesn't run
   */
  public static List<Finding> findings(String address, int port, int ours) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        answers("127.0.0.1")
            ? ok(LOOPBACK, answers("::1") ? "works" : "works for IPv4; there is no IPv6")
            : broken(
                LOOPBACK, "Nothing can be reached at 127.0.0.1. Bring it up: ip link set lo up"));
    findings.add(
        port != 0 && port == ours ? ok(PORT, port + " is your agent's") : free(address, port));
    return findings;
  }

  private static Finding free(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
      return ok(PORT, port == 0 ? "any at " + address : port + " at " + address + " is free");
    } catch (java.net.BindException e) {
      return port == 0
          ? broken(PORT, address + " is no address of this machine. Set relay.address")
          : warning(
              PORT,
              "%d at %s can't be had (%s); another is taken. Set relay.port in runner.conf to one that is free."
                  .formatted(port, address, e.getMessage()));
    } catch (IOException e) {
      return broken(
          PORT,
          "%s can't be listened at: %s. Set relay.address".formatted(address, e.getMessage()));
    }
  }

  private static boolean answers(String address) {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(address));
        Socket client = new Socket()) {
      client.connect(server.getLocalSocketAddress(), PATIENCE_MS);
      try (Socket accepted = server.accept()) {
        client.setSoTimeout(PATIENCE_MS);
        accepted.getOutputStream().write(1);
        return client.getInputStream().read() == 1;
      }
    } catch (IOException e) {
      return false;
    }
  }
}
