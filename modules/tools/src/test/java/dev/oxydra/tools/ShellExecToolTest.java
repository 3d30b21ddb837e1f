package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemorySupervisor;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that speaks the shell daemon's protocol. */
final class ShellExecToolTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path home;
  private ServerSocketChannel server;
  private ToolBench bench;
  private final InMemorySupervisor supervisor = new InMemorySupervisor();

  @BeforeEach
  void listen() throws IOException {
    home = Files.createTempDirectory("ox");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(home.resolve("s")));
    bench = new ToolBench(folder, home.resolve("s").toString());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.deleteIfExists(home.resolve("s"));
    Files.delete(home);
  }

  @Test
  void givesExitCodeAndWhatWasWritten() throws Exception {
    CompletableFuture<ShellRequest> command =
        answer(
            output(ShellReply.Stream.STDOUT, "out\n"),
            output(ShellReply.Stream.STDERR, "err\n"),
            new ShellReply.Exited(1, 3, false, null));
    ToolOutput result = bench.run("shell_exec", "{'command': 'x', 'directory': '/tmp'}");
    assertEquals(ToolOutput.failed("exit code 3\nout\nerr"), result);
    ShellRequest.Run run = (ShellRequest.Run) command.get(20, TimeUnit.SECONDS);
    assertEquals("x", run.command().command());
    assertEquals("/tmp", run.command().directory());
    assertEquals(Duration.ofSeconds(30), run.timeout());
  }

  @Test
  void saysThatTimeWasOver() throws Exception {
    CompletableFuture<ShellRequest> unused1 = answer(new ShellReply.Exited(1, 137, true, null));
    ToolOutput result = bench.run("shell_exec", "{'command': 'x', 'timeout_secs': 2}");
    assertFalse(result.ok());
    assertTrue(result.text().contains("killed as it took longer than 2 s"), result.text());
  }

  @Test
  void longOutputIsStreamedToAFile() throws Exception {
    String line = "x".repeat(999) + "\n";
    ShellReply[] replies = new ShellReply[101];
    Arrays.fill(replies, output(ShellReply.Stream.STDOUT, line));
    replies[100] = new ShellReply.Exited(1, 0, false, null);
    CompletableFuture<ShellRequest> unused2 = answer(replies);
    ToolOutput result = bench.run("shell_exec", "{'command': 'x'}");
    assertTrue(result.ok());
    assertEquals(line.repeat(100), Files.readString(bench.kept(result.text())));
    assertTrue(result.text().startsWith("exit code 0"), result.text());
  }

  @Test
  void binaryOutputTakesNoMoreRoom() throws Exception {
    byte[] noText = new byte[10_000];
    Arrays.fill(noText, (byte) 0xff);
    CompletableFuture<ShellRequest> _ =
        answer(
            new ShellReply.Output(1, ShellReply.Stream.STDOUT, noText),
            new ShellReply.Output(1, ShellReply.Stream.STDERR, noText),
            new ShellReply.Exited(1, 0, false, null));
    String text = bench.run("shell_exec", "{'command': 'x'}").text();
    assertTrue(text.length() <= ToolBench.LIMIT, text.length() + " characters");
    assertEquals(20_000, Files.size(bench.kept(text)));
  }

  /** The server says how the command ended only when the client has shown what it wrote. */
  @Test
  void whatItWritesIsShownBeforeItEnds() throws Exception {
    CompletableFuture<ShellRequest> served =
        serve(out -> {
          LengthPrefixed.write(out, output(ShellReply.Stream.STDOUT, "one\n"));
          Await.until("it is shown", PATIENCE, () -> shown().equals("one\n"));
          LengthPrefixed.write(out, output(ShellReply.Stream.STDERR, "two\n"));
          Await.until("it is shown", PATIENCE, () -> shown().equals("one\ntwo\n"));
          LengthPrefixed.write(out, new ShellReply.Exited(1, 0, false, null));
        });
    assertTrue(bench.run("shell_exec", "{'command': 'x'}").ok());
    served.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals("call-1", bench.watched.getFirst().callId());
  }

  @Test
  void charactersAreWholeWhereverTheOutputIsCut() throws Exception {
    String text = "a\u00e9\u20ac\uD83D\uDE00\u4e2d.";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size <= bytes.length; size++) {
      bench.watched.clear();
      List<ShellReply> replies = new ArrayList<>();
      for (int at = 0; at < bytes.length; at += size) {
        byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
        replies.add(new ShellReply.Output(1, ShellReply.Stream.STDOUT, piece));
      }
      replies.add(
          new ShellReply.Output(1, ShellReply.Stream.STDERR, new byte[] {(byte) 0xff, 'x', -30}));
      replies.add(new ShellReply.Exited(1, 0, false, null));
      CompletableFuture<ShellRequest> _ = answer(replies.toArray(ShellReply[]::new));
      assertTrue(bench.run("shell_exec", "{'command': 'x'}").ok());
      assertEquals(text + "\ufffdx\ufffd", shown(), "in pieces of " + size);
    }
  }

  @Test
  void noMoreIsShownThanOfItsResult() throws Exception {
    ShellReply[] replies = new ShellReply[101];
    Arrays.fill(replies, output(ShellReply.Stream.STDERR, "\u20ac".repeat(333) + "\n"));
    replies[100] = new ShellReply.Exited(1, 0, false, null);
    CompletableFuture<ShellRequest> _ = answer(replies);
    assertTrue(bench.run("shell_exec", "{'command': 'x'}").ok());
    String shown = shown();
    int note = shown.indexOf("\n[… there is more");
    assertTrue(note > 0 && shown.indexOf("[…", note + 3) < 0, shown);
    int length = shown.substring(0, note).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(length <= ToolBench.LIMIT && length > ToolBench.LIMIT - 3, length + " bytes");
  }

  private String shown() {
    return bench.watched.stream().map(TurnUpdate.ToolOutput::chunk).collect(Collectors.joining());
  }

  private Shell shell(Duration coming) {
    return shell("s", coming);
  }

  private Shell shell(String socket, Duration coming) {
    Workspace workspace = new Workspace(bench.paths(""));
    return new Shell(
        home.resolve(socket).toString(),
        new AgentConfig.Shell(Duration.ofSeconds(30), Duration.ofSeconds(60)),
        workspace,
        new Overflow(workspace, ToolBench.LIMIT),
        coming,
        Duration.ofMillis(50),
        supervisor);
  }

  private static ToolOutput run(Shell shell) throws InterruptedException {
    return shell.run(
        new ToolContext(SessionId.create(), TurnId.create(), "call-1"),
        new ShellCommand("s", "x", "/shared"),
        Duration.ofMillis(50));
  }

  @Test
  void aDaemonThatHangsIsNotWaitedForForEver() throws Exception {
    CompletableFuture<ShellRequest> _ =
        serve(_ -> Await.until("the test's end", PATIENCE, () -> !server.isOpen()));
    ToolOutput result = run(shell(PATIENCE));
    assertFalse(result.ok());
    assertTrue(result.text().contains("doesn't answer"), result.text());
    assertTrue(result.text().contains("runner restart"), result.text());
  }

  @Test
  void aDaemonThatNeverComesIsNotWaitedForForEver() throws Exception {
    ToolOutput result = run(shell(Duration.ofMillis(50)));
    assertFalse(result.ok());
    assertTrue(result.text().contains("nothing was run"), result.text());
  }

  @Test
  void aDaemonThatFailsAgainAndAgainIsLeftAlone() throws Exception {
    Shell shell = shell("nowhere", Duration.ofMillis(1));
    for (int i = 0; i < 4; i++) {
      ToolOutput _ = run(shell);
    }
    CompletableFuture<ShellRequest> _ = answer(new ShellReply.Exited(1, 0, false, null));
    assertTrue(run(shell(PATIENCE)).ok());
    for (int i = 0; i < 5; i++) {
      assertTrue(run(shell).text().contains("runner restart"));
    }
    assertEquals(1, supervisor.givenUp().size());
    assertTrue(run(shell(PATIENCE)).text().contains("left alone for another"));
  }

  /** What carries sockets to a machine takes connections before the daemon there listens. */
  @Test
  void aDaemonThatIsStillToComeIsWaitedFor() throws Exception {
    CompletableFuture<ToolOutput> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(bench.run("shell_exec", "{'command': 'x'}"));
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    for (int i = 0; i < 3; i++) {
      server.accept().close();
    }
    CompletableFuture<ShellRequest> command = answer(new ShellReply.Exited(1, 0, false, null));
    assertTrue(result.get(20, TimeUnit.SECONDS).ok());
    assertInstanceOf(ShellRequest.Run.class, command.get(20, TimeUnit.SECONDS));
  }

  @Test
  void failuresAreResults() throws Exception {
    CompletableFuture<ShellRequest> unused3 =
        answer(new ShellReply.Refused(1, "no such directory"));
    assertTrue(bench.run("shell_exec", "{'command': 'x'}").text().contains("no such directory"));
    CompletableFuture<ShellRequest> unused4 = answer();
    assertTrue(bench.run("shell_exec", "{'command': 'x'}").text().contains("closed before"));
    assertFalse(bench.run("shell_exec", "{'command': 'x', 'timeout_secs': 61}").ok());
    assertFalse(bench.run("shell_exec", "{'command': 'x', 'directory': '/etc'}").ok());
    ToolBench none = new ToolBench(folder, "");
    assertTrue(none.run("shell_exec", "{'command': 'x'}").text().contains("no shell"));
  }

  @Test
  void anInterruptClosesTheConnection() throws Exception {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread call =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ended.complete(
                    new AssertionError(bench.run("shell_exec", "{'command': 'x'}").text()));
              } catch (Exception e) {
                ended.complete(e);
              }
            });
    try (SocketChannel connection = server.accept()) {
      var in = Channels.newInputStream(connection);
      LengthPrefixed.write(Channels.newOutputStream(connection), new ShellReply.Ready());
      LengthPrefixed.read(in, ShellRequest.class);
      call.interrupt();
      assertNull(LengthPrefixed.read(in, ShellRequest.class));
    }
    assertEquals(InterruptedException.class, ended.get(20, TimeUnit.SECONDS).getClass());
  }

  private static ShellReply output(ShellReply.Stream stream, String text) {
    return new ShellReply.Output(1, stream, text.getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<ShellRequest> answer(ShellReply... replies) {
    return serve(out -> {
      for (ShellReply reply : replies) {
        LengthPrefixed.write(out, reply);
      }
    });
  }

  private interface Answer {
    void to(OutputStream out) throws IOException;
  }

  /** Serves one connection; the command is there when that is done. */
  private CompletableFuture<ShellRequest> serve(Answer answer) {
    CompletableFuture<ShellRequest> served = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (SocketChannel connection = server.accept()) {
            LengthPrefixed.write(Channels.newOutputStream(connection), new ShellReply.Ready());
            ShellRequest command =
                LengthPrefixed.read(Channels.newInputStream(connection), ShellRequest.class);
            answer.to(Channels.newOutputStream(connection));
            served.complete(command);
          } catch (IOException | RuntimeException | AssertionError e) {
            served.completeExceptionally(e);
          }
        });
    return served;
  }
}
