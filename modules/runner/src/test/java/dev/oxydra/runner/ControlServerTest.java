package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the control socket does with whatever comes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControlServerTest {
  private Path folder;
  private Path socket;
  private ControlServer server;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("control.sock");
    server = ControlServer.listen(socket, ControlServerTest::done);
  }

  private static ControlReply done(ControlRequest request) {
    return new ControlReply(
        request.id(),
        ControlRequest.VERSION,
        Outcome.DONE,
        "" + request.action(),
        false,
        1,
        List.of(),
        null);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.delete(folder);
  }

  @Test
  void whatIsNoRequestIsAnsweredSo() throws Exception {
    long seed = System.nanoTime();
    byte[] noise = new byte[64];
    new Random(seed).nextBytes(noise);
    for (byte[] message :
        List.of(
            framed("{\"id\":1,\"version\":1,\"action\":\"fly\"}"),
            framed("{\"id\":1,\"version\":1}"),
            framed("{\"id\":1,\"version\":1,\"action\":\"stop\",\"user\":\"../etc\"}"),
            framed("not json"),
            framed("[]"),
            new byte[] {-1, -1, -1, -1, 'x'},
            ByteBuffer.allocate(4 + noise.length).putInt(noise.length).put(noise).array())) {
      ControlReply reply = send(message);
      assertEquals(Outcome.FAILED, reply.outcome(), "seed " + seed);
      assertTrue(reply.message().contains("version " + ControlRequest.VERSION), reply.message());
    }
    assertAnswers();
  }

  @Test
  void halfMessagesAndFloodsHarmNobodyElse() throws Exception {
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(connection);
        // Promises the longest message that there may be, and sends none of it.
        connection.write(
            ByteBuffer.allocate(5).putInt(LengthPrefixed.MAX_LENGTH).put((byte) '{').flip());
      }
      for (int i = 0; i < 200; i++) {
        assertAnswers();
      }
    } finally {
      for (SocketChannel connection : open) {
        connection.close();
      }
    }
    assertAnswers();
  }

  @Test
  void aDaemonThatIsKilledMeanwhileIsNoDaemon() throws Exception {
    Path killed = folder.resolve("killed.sock");
    FutureTask<Optional<ControlReply>> answer =
        new FutureTask<>(() -> ControlClient.ask(killed, ControlRequest.of(Action.STATUS, null)));
    try (SocketChannel connection =
        onlyConnection(killed, () -> Thread.startVirtualThread(answer))) {
      connection.read(ByteBuffer.allocate(1)); // Closed with the rest unread, it is reset.
    } finally {
      Files.delete(killed);
    }
    assertEquals(Optional.empty(), answer.get());
  }

  private static SocketChannel onlyConnection(Path socket, Runnable asking) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      asking.run();
      return listener.accept();
    }
  }

  @Test
  void theSocketIsItsOwnersFromTheFirstMoment() throws Exception {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    server.close();
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList(), "nothing is left");
    }
    // In the place of one that a killed daemon left, in both of its names.
    Files.writeString(socket, "");
    Files.writeString(folder.resolve(".new"), "");
    server = ControlServer.listen(socket, ControlServerTest::done);
    assertAnswers();
    try (var files = Files.list(folder)) {
      assertEquals(List.of(socket), files.toList());
    }
  }

  @Test
  void onlyTheDaemonsUserAndRootMayCommand() throws Exception {
    UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
    ControlPeer peer = ControlPeer.ownerOf(socket);
    assertTrue(peer.mayCommand(Files.getOwner(folder)));
    assertTrue(peer.mayCommand(users.lookupPrincipalByName("0")));
    assertFalse(peer.mayCommand(users.lookupPrincipalByName("54321")));
  }

  /** Even when somebody has opened the socket to all. */
  @Test
  @RequiresTool({"setpriv", "socat"})
  void anotherUserGetsNoAnswer() throws Exception {
    Assumptions.assumeTrue(
        Files.getOwner(folder)
            .equals(
                FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName("0")),
        "Only root can be another user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    byte[] status = framed(Json.write(ControlRequest.of(Action.STATUS, null)));
    List<String> connect = List.of("socat", "-t", "5", "-", "UNIX-CONNECT:" + socket);
    List<String> other =
        new ArrayList<>(List.of("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"));
    other.addAll(connect);
    assertTrue(said(connect, status).length > 0, "root is answered");
    assertEquals(0, said(other, status).length);
  }

  private static byte[] said(List<String> command, byte[] input) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input);
    } catch (IOException closed) {
      // Which is an answer too.
    }
    byte[] said = process.getInputStream().readAllBytes();
    process.waitFor();
    return said;
  }

  @Test
  void requestsOfOneConnectionAreAnsweredEachWithItsId() throws Exception {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      InputStream in = Channels.newInputStream(connection);
      OutputStream out = Channels.newOutputStream(connection);
      for (int id = 1; id <= 3; id++) {
        LengthPrefixed.write(out, numbered(id));
      }
      for (int id = 1; id <= 3; id++) {
        assertEquals(id, reply(in).id());
      }
      LengthPrefixed.write(out, numbered(9));
      assertEquals(9, reply(in).id(), "after a while, too");
    }
  }

  private static ControlReply reply(InputStream in) throws IOException {
    return Objects.requireNonNull(LengthPrefixed.read(in, ControlReply.class));
  }

  private static ControlRequest numbered(long id) {
    return new ControlRequest(
        id, ControlRequest.VERSION, Action.STATUS, null, false, Map.of(), null);
  }

  @Test
  void aRequestThatIsTooLongIsNeitherReadNorSent() throws Exception {
    ByteBuffer head = ByteBuffer.allocate(4).putInt(ControlLimits.LONGEST_REQUEST + 1).flip();
    assertEquals(Outcome.FAILED, send(head.array()).outcome());
    Map<String, String> large = Map.of("A", "x".repeat(ControlLimits.LONGEST_REQUEST));
    RunnerException refused =
        assertThrows(
            RunnerException.class,
            () ->
                ControlClient.ask(
                    socket,
                    new ControlRequest(
                        1, ControlRequest.VERSION, Action.START, null, false, large, null)));
    assertTrue(String.valueOf(refused.getMessage()).contains("fewer"), refused.getMessage());
  }

  @Test
  void whoSendsNothingOrTakesNothingIsClosed() throws Exception {
    listenWith(new ControlLimits(4, 1 << 16, Duration.ofMillis(200), Duration.ofMillis(10)));
    try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel half = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel deaf = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      half.write(ByteBuffer.wrap(new byte[] {0, 0}));
      Thread flood = Thread.ofPlatform().start(() -> floodWithStatus(deaf));
      assertEquals(-1, silent.read(ByteBuffer.allocate(1)));
      assertEquals(-1, half.read(ByteBuffer.allocate(1)));
      assertTrue(flood.join(Duration.ofSeconds(60)), "the server gave up");
    }
    assertAnswers();
  }

  /** Until nobody takes it any more. */
  private static void floodWithStatus(SocketChannel deaf) {
    try {
      byte[] status = framed(Json.write(ControlRequest.of(Action.STATUS, null)));
      while (true) {
        deaf.write(ByteBuffer.wrap(status));
      }
    } catch (IOException closed) {
      return;
    }
  }

  /**
   * Several peers that open connections without end, each with something else that is no request.
   */
  @Test
  void whileOthersFloodAStatusIsAnsweredInTime() throws Exception {
    long seed = System.nanoTime();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> floods = new ArrayList<>();
    for (byte[] junk :
        List.of(
            new byte[] {},
            new byte[] {0, 0, 0},
            new byte[] {0, 0, 8, 0, '{'},
            new byte[] {127, -1, -1, -1, 'x'},
            noise(seed))) {
      floods.add(Thread.ofPlatform().start(() -> flood(junk, over)));
    }
    try {
      for (int i = 0; i < 20; i++) {
        long begun = System.nanoTime();
        assertAnswers();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, took + ", seed " + seed);
      }
    } finally {
      over.set(true);
      for (Thread flood : floods) {
        flood.join();
      }
    }
    assertAnswers();
  }

  private static byte[] noise(long seed) {
    byte[] noise = new byte[1000];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  /** Keeps a hundred connections open. */
  private void flood(byte[] junk, AtomicBoolean over) {
    ArrayDeque<SocketChannel> open = new ArrayDeque<>();
    while (!over.get()) {
      try {
        SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(connection);
        connection.write(ByteBuffer.wrap(junk));
        if (open.size() > 100) {
          open.remove().close();
        }
      } catch (IOException closed) {
        Thread.onSpinWait();
      }
    }
    open.forEach(ControlServerTest::close);
  }

  private static void close(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listenWith(ControlLimits limits) throws IOException {
    server.close();
    server = ControlServer.listen(socket, ControlServerTest::done, limits);
  }

  private void assertAnswers() {
    ControlReply reply =
        ControlClient.ask(socket, ControlRequest.of(Action.STATUS, null)).orElseThrow();
    assertEquals("STATUS", reply.message());
  }

  private ControlReply send(byte[] message) throws IOException {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      connection.write(ByteBuffer.wrap(message));
      ControlReply reply =
          LengthPrefixed.read(Channels.newInputStream(connection), ControlReply.class);
      return Objects.requireNonNull(reply);
    }
  }

  private static byte[] framed(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }
}
