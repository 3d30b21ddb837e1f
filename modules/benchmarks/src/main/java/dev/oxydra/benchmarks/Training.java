package dev.oxydra.benchmarks;

import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.Json;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.Persona;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import dev.oxydra.types.TurnId;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes the AOT caches of a distribution: runs each program once, doing what it does in real life,
 * with {@code OXYDRA_AOT_TRAIN} set. The JVM writes the cache when the program ends. Argument: the
 * distribution's folder.
 */
public final class Training {
  private static final Map<String, String> TRAIN = Map.of("OXYDRA_AOT_TRAIN", "1");
  private static final File NOTHING = new File("/dev/null");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final Path folder;

  private Training(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Trains every program, and fails, and with it the build, when one leaves no cache. */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    Path folder = Files.createTempDirectory("oxt");
    try {
      Training training = new Training(home, folder);
      training.guest();
      training.shellDaemon();
      training.embedder();
      training.runner();
    } finally {
      Folders.delete(folder);
    }
  }

  /** A conversation with a tool call over each protocol. */
  private void guest() throws Exception {
    Path workspace = Files.createDirectory(folder.resolve("guest"));
    try (GuestProcess guest =
            GuestProcess.start(
                List.of(home.resolve("bin/guest").toString()), TRAIN, workspace, "openai");
        FakeModelServer _ = FakeModelServer.answering(brokerOf(workspace), Training::answer);
        SmallClient client = guest.connect()) {
      client.hello(true);
      client.send(new ClientFrame.HealthCheck("h"));
      client.await("\"health_status\"");
      for (FakeProtocol protocol : FakeProtocol.values()) {
        client.send(
            new ClientFrame.SendTurn(
                protocol.name(),
                SessionId.defaultOf(GuestProcess.USER),
                TurnId.create(),
                "What is in my files?",
                null,
                new Selection(protocol.providerType(), "model", null)));
        client.await("\"turn_completed\"");
      }
      client.send(new ClientFrame.ListSessions("l", false, false));
      client.await("\"session_list\"");
      client.send(new ClientFrame.CreateSession("c", "training", null));
      client.await("\"session_created\"");
    }
    requireCache("guest");
  }

  private static UnixDomainSocketAddress brokerOf(Path workspace) {
    return UnixDomainSocketAddress.of(workspace.resolve("ipc/broker.sock"));
  }

  /** A tool call, and then text. */
  private static FakeReply answer(FakeModelServer.Request request) {
    if (request.target().equals("/persona")) {
      return FakeReply.status(200, "application/json", Json.write(Persona.NONE));
    }
    FakeProtocol protocol =
        Arrays.stream(FakeProtocol.values())
            .filter(it -> request.target().startsWith("/providers/" + it.providerType() + "/"))
            .findFirst()
            .orElseThrow();
    return protocol.lastToolResult(request).isEmpty()
        ? protocol.toolCall("call_" + protocol, "file_list", "{}")
        : protocol.text("Nothing ", "yet.");
  }

  private void shellDaemon() throws Exception {
    Path socket = folder.resolve("shell.sock");
    Process process = process(TRAIN, "shell-daemon", socket.toString());
    try (SocketChannel channel = connect(socket)) {
      LengthPrefixed.write(
          Channels.newOutputStream(channel),
          new ShellRequest.Run(
              1,
              new ShellCommand("training", "echo trained; ls / >&2", "/"),
              Duration.ofSeconds(10)));
      InputStream replies = Channels.newInputStream(channel);
      while (!(LengthPrefixed.read(replies, ShellReply.class) instanceof ShellReply.Exited)) {
        // output
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
    requireCache("shell-daemon");
  }

  private void embedder() throws Exception {
    Path socket = folder.resolve("embedder.sock");
    Process process =
        builder(
                TRAIN,
                List.of(
                    home.resolve("bin/embedder").toString(),
                    "--socket",
                    socket.toString(),
                    "--model",
                    "e5-small-v2-q",
                    "--idle-timeout",
                    "600"))
            .start();
    try (SocketChannel channel = connect(socket)) {
      LengthPrefixed.write(
          Channels.newOutputStream(channel),
          new EmbedRequest(Embedder.Purpose.QUERY, List.of("What is there to learn?")));
      EmbedReply reply = LengthPrefixed.read(Channels.newInputStream(channel), EmbedReply.class);
      if (reply == null || reply.error() != null) {
        throw new IOException("The embedder made no vector: " + reply);
      }
    } finally {
      process.getOutputStream().close();
      process.waitFor();
    }
    requireCache("embedder");
  }

  /** The daemon serves a guest; the command line asks it how things are. */
  private void runner() throws Exception {
    Process daemon = runner(TRAIN, "daemon");
    try {
      // Without a sandbox where there is none: the build may run in a container.
      runner(Map.of(), "start", "--insecure").waitFor();
      runner(TRAIN, "status").waitFor();
      tui();
      Process ask = runner(TRAIN, "ask", "list", "files");
      ask.getOutputStream().close(); // it reads what is piped in
      ask.waitFor();
    } finally {
      runner(Map.of(), "stop", "--all").waitFor();
      daemon.waitFor();
    }
    requireCache("cli");
    requireCache("ask");
    requireCache("daemon");
  }

  /** A short conversation in a terminal, which util-linux's script makes. */
  private void tui() throws Exception {
    if (!isUtilLinux("script")) {
      System.out.println("train tui: not done, as the script of util-linux is not there");
      return;
    }
    Map<String, String> environment = new HashMap<>(TRAIN);
    // Not in the command, which a shell reads: paths may have spaces.
    environment.put("OXYDRA_TRAIN_RUNNER", home.resolve("bin/runner").toString());
    environment.put("OXYDRA_TRAIN_FOLDER", folder.toString());
    environment.put("TERM", "xterm-256color");
    environment.put("LC_ALL", "C.UTF-8");
    String command = "\"$OXYDRA_TRAIN_RUNNER\" --dir \"$OXYDRA_TRAIN_FOLDER\" tui";
    ProcessBuilder builder = builder(environment, List.of("script", "-qec", command, "/dev/null"));
    Process terminal = builder.start();
    try (OutputStream keys = terminal.getOutputStream()) {
      awaitLog("●");
      type(keys, "list files\r");
      awaitLog("Here is /shared");
      type(keys, "/sessions\r");
      awaitLog("/switch <id");
      type(keys, "/quit\r");
      terminal.waitFor();
    } finally {
      terminal.destroy();
    }
    requireCache("tui");
  }

  private static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  private static boolean isUtilLinux(String program) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(program, "--version").redirectInput(NOTHING).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 && said.contains("util-linux");
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitLog(String text) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!logged().contains(text)) {
      if (System.nanoTime() > end) {
        throw new IOException("'" + text + "' did not come up: " + logged());
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private Process runner(Map<String, String> environment, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("runner", "--dir", folder.toString()));
    all.addAll(Arrays.asList(arguments));
    return process(environment, all.toArray(String[]::new));
  }

  private Process process(Map<String, String> environment, String... command) throws IOException {
    List<String> words = new ArrayList<>(Arrays.asList(command));
    words.set(0, home.resolve("bin").resolve(command[0]).toString());
    return builder(environment, words).start();
  }

  private ProcessBuilder builder(Map<String, String> environment, List<String> words) {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().putAll(environment);
    return builder;
  }

  private Path log() {
    return folder.resolve("training.log");
  }

  /** What the programs have said; while they run it may end within a character. */
  private String logged() throws IOException {
    return Files.exists(log()) ? new String(Files.readAllBytes(log()), StandardCharsets.UTF_8) : "";
  }

  private static SocketChannel connect(Path socket) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private void requireCache(String program) throws IOException {
    System.out.println("train " + program);
    try (DirectoryStream<Path> caches =
        Files.newDirectoryStream(home.resolve("aot"), program + "-*.aot")) {
      if (!caches.iterator().hasNext()) {
        throw new IOException("The training run of " + program + " left no AOT cache. " + logged());
      }
    }
  }
}
