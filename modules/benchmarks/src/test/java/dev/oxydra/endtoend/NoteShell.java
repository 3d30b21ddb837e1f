package dev.oxydra.endtoend;

import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Stands in for the shell daemon, and outlives the guest as that does. Whatever the command, all
 * that it does is to append it to a file, as a line: the file says what has run and how often.
 */
final class NoteShell implements AutoCloseable {
  private final Path file;
  private final ServerSocketChannel server;
  private final Thread acceptor = Thread.ofVirtual().unstarted(this::accept);

  private NoteShell(Path file, ServerSocketChannel server) {
    this.file = file;
    this.server = server;
  }

  static NoteShell open(Path socket, Path file) throws IOException {
    Files.createFile(file);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    NoteShell shell = new NoteShell(file, server.bind(UnixDomainSocketAddress.of(socket), 1024));
    shell.acceptor.start();
    return shell;
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel connection = server.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new AssertionError("The stand-in for the shell can't go on", e);
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      OutputStream out = Channels.newOutputStream(connection);
      LengthPrefixed.write(out, new ShellReply.Ready());
      ShellRequest request =
          LengthPrefixed.read(Channels.newInputStream(connection), ShellRequest.class);
      if (request instanceof ShellRequest.Run(long id, ShellCommand command, Duration _)) {
        note(command.command());
        byte[] noted = "noted\n".getBytes(StandardCharsets.UTF_8);
        LengthPrefixed.write(out, new ShellReply.Output(id, ShellReply.Stream.STDOUT, noted));
        LengthPrefixed.write(out, new ShellReply.Exited(id, 0, false, null));
      }
    } catch (IOException e) {
      // The guest was killed before it heard of this.
    }
  }

  private synchronized void note(String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
  }

  /** Every command that has run, in order. */
  synchronized List<String> runs() throws IOException {
    return Files.readAllLines(file);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
