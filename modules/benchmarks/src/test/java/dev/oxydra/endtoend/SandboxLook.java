package dev.oxydra.endtoend;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A program that runs inside a sandbox and prints what it can reach, one finding a line: a word, a
 * space, and what was found. It uses the JDK alone.
 */
public final class SandboxLook {
  private SandboxLook() {}

  /**
   * Looks.
   *
   * @param arguments addresses, {@code host:port}, to connect to
   */
  public static void main(String[] arguments) throws IOException {
    System.getenv().keySet().forEach(name -> print("variable", name));
    NetworkInterface.networkInterfaces().forEach(found -> print("interface", found.getName()));
    for (String address : arguments) {
      connect(address);
    }
    for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
      if (line.contains("@")) {
        print("abstract", line);
      }
    }
    Files.walkFileTree(Path.of("/"), new Walk());
  }

  private static void connect(String address) {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.substring(0, colon), port), 2000);
      print("connected", address);
    } catch (IOException e) {
      // That is the answer.
    }
  }

  private static void print(String what, Object found) {
    System.out.println(what + " " + found);
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.startsWith("/proc")) {
        if (folder.getNameCount() == 2 && folder.getFileName().toString().matches("\\d+")) {
          print("process", folder.getFileName());
        }
        return folder.getNameCount() < 2 ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
      }
      Path file = folder.resolve("sandbox-look");
      try {
        Files.createFile(file);
        Files.delete(file);
        print("writable", folder);
      } catch (IOException e) {
        // That is the answer.
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!file.startsWith("/usr")) {
        print("file", file);
      }
      if (attributes.isOther()) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
          if (channel.isConnected()) {
            print("socket", file);
          }
        } catch (IOException e) {
          // No socket, or nobody there.
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
