package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellReply.Stream;
import dev.oxydra.types.ShellRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that speaks the shell daemon's protocol. */
@Timeout(60)
final class AttachedProgramTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ShellCommand COMMAND = new ShellCommand("s", "server", "/shared");

  private Path home;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    home = Files.createTempDirectory("ox");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(home.resolve("s")));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.deleteIfExists(home.resolve("s"));
    Files.delete(home);
  }

  /** The daemon's side of the connection. */
  private record Peer(SocketChannel channel, InputStream in, OutputStream out) {
    ShellRequest next() throws IOException {
      return LengthPrefixed.read(in, ShellRequest.class);
    }

    void say(ShellReply reply) throws IOException {
      LengthPrefixed.write(out, reply);
    }

    void write(Stream stream, String text) throws IOException {
      say(new ShellReply.Output(1, stream, text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @FunctionalInterface
  private interface Played {
    void by(Peer peer) throws IOException;
  }

  private Thread play(Played played) {
    return Thread.ofVirtual()
        .start(() -> {
          try (SocketChannel channel = server.accept()) {
            Peer peer =
                new Peer(
                    channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
            peer.say(new ShellReply.Ready());
            assertInstanceOf(ShellRequest.Attach.class, peer.next());
            played.by(peer);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private AttachedProgram start() throws IOException, InterruptedException {
    return AttachedProgram.start(ShellLine.open(home.resolve("s").toString(), PATIENCE), COMMAND);
  }

  @Test
  void whatIsWrittenArrivesAndWhatItWritesIsRead() throws Exception {
    Thread peer =
        play(it -> {
          it.say(new ShellReply.Started(1, "p4"));
          ShellRequest.Input input = (ShellRequest.Input) it.next();
          assertEquals("p4", input.process());
          it.write(Stream.STDERR, "warning\n");
          it.write(Stream.STDOUT, "got " + new String(input.data(), StandardCharsets.UTF_8));
          it.say(new ShellReply.Done(input.id()));
          ShellRequest.Input last = (ShellRequest.Input) it.next();
          assertTrue(last.last());
          it.say(new ShellReply.Done(last.id()));
          it.say(new ShellReply.Exited(1, 3, false, null));
          it.next();
        });
    try (AttachedProgram program = start()) {
      program.input().write("hello\n".getBytes(StandardCharsets.UTF_8));
      program.input().close();
      assertEquals(
          "got hello\n", new String(program.output().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(-1, program.output().read());
      assertFalse(program.isRunning());
      assertEquals("warning\n\nIt ended with exit code 3.\n", program.errors());
      assertThrows(IOException.class, () -> program.input().write(1));
    }
    peer.join();
  }

  @Test
  void aProgramThatIsRefusedSaysWhy() throws Exception {
    Thread peer =
        play(it -> {
          it.say(new ShellReply.Refused(1, "too many"));
          it.next();
        });
    IOException refused = assertThrows(IOException.class, this::start);
    assertEquals("too many", refused.getMessage());
    peer.join();
  }

  @Test
  void closingItEndsItsLineWhateverWaitsToBeRead() throws Exception {
    Thread peer =
        play(it -> {
          it.say(new ShellReply.Started(1, "p1"));
          try {
            while (true) {
              it.write(Stream.STDOUT, "x".repeat(10_000));
            }
          } catch (IOException e) {
            // It was closed.
          }
        });
    AttachedProgram program = start();
    assertEquals('x', program.output().read());
    program.close();
    peer.join();
    Await.until("its end", PATIENCE, () -> !program.isRunning());
  }

  @Test
  void aShellThatGoesAwayIsTheEnd() throws Exception {
    Thread peer =
        play(it -> {
          it.say(new ShellReply.Started(1, "p1"));
          it.next();
        });
    try (AttachedProgram program = start()) {
      assertThrows(IOException.class, () -> program.input().write(1));
      assertEquals(-1, program.output().read());
    }
    peer.join();
  }
}
