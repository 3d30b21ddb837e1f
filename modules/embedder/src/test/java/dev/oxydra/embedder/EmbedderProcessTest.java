package dev.oxydra.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder.Purpose;
import dev.oxydra.types.LengthPrefixed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The embedder's program, from its start to each of its ends. */
@Tag("system")
@Timeout(120)
final class EmbedderProcessTest {
  private Path folder;
  private Process process;

  @BeforeEach
  void makeFolder() throws IOException {
    // Short: the path of a socket is.
    folder = Files.createTempDirectory("oxm");
  }

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
    deleteUnpacked();
    Files.delete(folder); // Nothing else is left in it.
  }

  /** The folder that ONNX Runtime unpacks its libraries to, and empties. */
  private void deleteUnpacked() throws IOException {
    try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(folder, "onnxruntime-java*")) {
      for (Path each : unpacked) {
        Files.delete(each);
      }
    }
  }

  private Path socket() {
    return folder.resolve("e.sock");
  }

  private String start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader said = process.inputReader();
    return String.valueOf(said.readLine());
  }

  private void ready(String idleTimeout) throws IOException {
    assertEquals(
        "ready",
        start(
            "--socket",
            socket().toString(),
            "--model",
            "e5-small-v2-q",
            "--idle-timeout",
            idleTimeout));
  }

  private static EmbedReply ask(SocketChannel channel, List<String> texts) throws IOException {
    LengthPrefixed.write(
        Channels.newOutputStream(channel), new EmbedRequest(Purpose.PASSAGE, texts));
    EmbedReply reply = LengthPrefixed.read(Channels.newInputStream(channel), EmbedReply.class);
    assertNotNull(reply);
    return reply;
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
  }

  private static boolean isEnded(SocketChannel channel) {
    try {
      return Channels.newInputStream(channel).read() < 0;
    } catch (IOException e) {
      return true; // With what was sent unread, it is reset.
    }
  }

  private int exit() throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertFalse(Files.exists(socket()));
    return process.exitValue();
  }

  @Test
  void answersManyAndEndsWithWhoStartedIt() throws Exception {
    ready("600");
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
    try (SocketChannel one = connect();
        SocketChannel other = connect()) {
      EmbedReply reply = ask(one, List.of("a cat", "a dog"));
      assertEquals("e5-small-v2-q", reply.model());
      assertEquals(2, reply.floats().size());
      assertEquals(384, reply.floats().getFirst().length);
      assertEquals("Give 1 to 64 texts, not 65", ask(other, Collections.nCopies(65, "x")).error());
      assertEquals(1, ask(other, List.of("still there")).floats().size());
    }
    try (SocketChannel strange = connect()) {
      Channels.newOutputStream(strange)
          .write("\0\0\0\5{\"x\":".getBytes(StandardCharsets.US_ASCII));
      assertTrue(isEnded(strange));
    }
    try (SocketChannel greedy = connect()) {
      Channels.newOutputStream(greedy)
          .write(ByteBuffer.allocate(1 << 16).putInt((4 << 20) + 1).array());
      EmbedReply reply = LengthPrefixed.read(Channels.newInputStream(greedy), EmbedReply.class);
      assertNotNull(reply);
      assertTrue(String.valueOf(reply.error()).contains("4194304"), reply.error());
      assertTrue(isEnded(greedy));
    }
    try (SocketChannel next = connect();
        SocketChannel busy = connect()) {
      // While much is being computed.
      LengthPrefixed.write(
          Channels.newOutputStream(busy),
          new EmbedRequest(Purpose.PASSAGE, Collections.nCopies(64, "text ".repeat(300))));
      assertEquals(1, ask(next, List.of("still there")).floats().size());
      process.getOutputStream().close();
      assertEquals(0, exit());
    }
  }

  @Test
  void endsWhenNobodyAsks() throws Exception {
    ready("1");
    assertEquals(0, exit());
  }

  @Test
  void takesThePlaceOfASocketThatWasLeftAndOfNothingElse() throws Exception {
    Files.writeString(socket(), "precious");
    assertEquals(
        "The embedder can't start: It can't listen on " + socket() + ": something else is there",
        start(
            "--socket", socket().toString(), "--model", "e5-small-v2-q", "--idle-timeout", "600"));
    assertEquals(2, process.waitFor());
    assertEquals("precious", Files.readString(socket()));
    Files.delete(socket());
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket()));
    }
    ready("600");
    connect().close();
    process.getOutputStream().close();
    assertEquals(0, exit());
  }

  @Test
  void endsAtATerm() throws Exception {
    ready("600");
    assertTrue(process.toHandle().destroy());
    assertEquals(0, exit());
  }

  @Test
  void saysWhatItLacks() throws Exception {
    String socket = socket().toString();
    assertTrue(start().contains("--socket is missing; usage: embedder --socket PATH"));
    assertEquals(2, exit());
    assertEquals(
        "The embedder can't start: There is no embedding model 'x'; there is e5-small-v2-q",
        start("--socket", socket, "--model", "x", "--idle-timeout", "1"));
    assertEquals(2, exit());
    assertTrue(
        start("--socket", socket, "--model", "e5-small-v2-q", "--idle-timeout", "0")
            .endsWith("a number of seconds from 1 to 999999999, not '0'"));
    assertEquals(2, exit());
  }
}
