package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.SmallDisk;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The doctor on machines with something wrong. */
@RequiresTool("bwrap")
class DoctorTest {
  private static final String KEY = "sk-very-secret";

  private Path folder;
  private Path distribution;
  private CapturedHost runner;

  @BeforeEach
  void host() throws IOException {
    folder = Files.createTempDirectory("ox");
    distribution = FakeDistribution.in(folder.resolve("dist"));
    runner = new CapturedHost(folder, distribution, Map.of("LAB_API_KEY", KEY));
    configure("agent.conf", "selection.provider = demo\n");
  }

  @AfterEach
  void removeAll() throws IOException {
    for (Path path : tree().stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(path);
    }
  }

  @Test
  void itLeavesNothingBehind() throws IOException {
    List<Path> before = tree().stream().sorted().toList();
    assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
    assertFinds("ok", "sandbox", "tier process");
    assertFinds("ok", "uid mapping", "yours");
    assertFinds("ok", "folders", "locked");
    assertFinds("ok", "micro_vm", "not set up, needed only for");
    assertEquals(before, tree().stream().sorted().toList());
  }

  @Test
  void aWorkspaceThatIsThereStaysAsItIs() throws IOException {
    Path shared = Files.createDirectories(folder.resolve(".oxydra/workspaces/alice/shared"));
    Files.writeString(shared.resolve("mine"), "text");
    List<Path> before = tree().stream().sorted().toList();
    assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
    assertEquals(before, tree().stream().sorted().toList());
  }

  @Test
  void forProgramsItIsJson() throws IOException {
    assertEquals(ExitCodes.OK, runner.run("doctor", "--json"), runner::out);
    JsonNode findings = Json.mapper().readTree(runner.out()).get("findings");
    assertTrue(findings.size() > 20, runner::out);
    for (JsonNode finding : findings) {
      assertTrue(finding.get("verdict").asText().matches("ok|warning"), finding::toString);
      assertFalse(finding.get("what").asText().isEmpty());
      assertFalse(finding.get("detail").asText().isEmpty());
    }
  }

  @Test
  void withoutBubblewrapOnlyInsecureGoesOn() throws IOException {
    runner = new CapturedHost(folder, distribution, Map.of("PATH", "/nowhere"));
    assertEquals(ExitCodes.FAILED, runner.run("doctor"));
    assertFinds("broken", "bubblewrap", "apt install bubblewrap");
    configure("runner.conf", "insecure = true\n");
    assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
    assertFinds("warning", "bubblewrap", "WITHOUT ISOLATION");
  }

  @Test
  void theEmbedderIsMissedOnlyWhereItIsUsed() throws IOException {
    assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
    assertFinds("ok", "embeddings", "bin/embedder");
    Files.delete(distribution.resolve("bin/embedder"));
    assertEquals(ExitCodes.FAILED, runner.run("doctor"));
    assertFinds("broken", "embeddings", "The installation lacks");
    configure("agent.conf", "selection.provider = demo\nmemory.embedding.backend = none\n");
    assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
    assertFalse(runner.out().contains("embeddings"), runner::out);
  }

  @Test
  void aBotNeedsItsToken() throws IOException {
    configure(
        "agent.conf",
        """
        selection.provider = demo
        channels.telegram { enabled = true, senders = [{ platform_ids = [7] }] }
        """);
    assertEquals(ExitCodes.FAILED, runner.run("doctor", "--offline"));
    assertFinds("broken", "telegram", "Set TELEGRAM_BOT_TOKEN");
    String token = "7:abcdefgh";
    runner = new CapturedHost(folder, distribution, Map.of("TELEGRAM_BOT_TOKEN", token));
    assertEquals(ExitCodes.OK, runner.run("doctor", "--offline"), runner::out);
    assertFinds("ok", "telegram", "TELEGRAM_BOT_TOKEN");
    assertFalse(runner.out().contains(token), runner::out);
  }

  @Test
  void everyMistakeOfTheConfigurationIsFound() throws IOException {
    configure("agent.conf", "runtime.max_turn = 3\nruntime.turn_timeout = soon\n");
    assertEquals(ExitCodes.FAILED, runner.run("doctor"));
    assertFinds("broken", "configuration", "agent.conf:1: runtime.max_turn");
    assertFinds("broken", "configuration", "agent.conf:2: runtime.turn_timeout");
  }

  @Test
  void aKeyThatOthersCanReadIsFoundAndNotShown() throws IOException {
    Path file = configure("agent.conf", "providers.registry.openai.api_key = " + KEY + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(ExitCodes.FAILED, runner.run("doctor", "--offline"));
    assertTrue(runner.out().contains("chmod 600 " + file), runner::out);
    assertFalse(runner.out().contains(KEY));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals(ExitCodes.OK, runner.run("doctor", "--offline"), runner::out);
    assertFinds("ok", "reachable", "--offline");
  }

  @Test
  void aProviderIsAskedThroughTheBroker() throws Exception {
    try (FakeModelServer server = FakeModelServer.start()) {
      lab(server.baseUrl());
      server.reply(json(200));
      assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
      assertFinds("ok", "reachable", "takes the key from LAB_API_KEY");
      assertEquals("/v1/models", server.requests().getFirst().target());
      assertEquals("Bearer " + KEY, server.requests().getFirst().headers().get("authorization"));
      assertReached("broken", json(401), server, "refuses the key from LAB_API_KEY");
      assertReached("broken", json(403), server, "refuses the key");
      assertReached("ok", json(404), server, "has no list of models");
      assertReached("warning", json(429), server, "quota");
      assertReached("warning", json(400), server, "base_url");
      assertReached("warning", json(503), server, "Try again later");
      FakeReply early =
          new FakeReply(
              200,
              Map.of("Date", "Mon, 01 Jan 2024 10:00:00 GMT"),
              List.of("{}".getBytes(StandardCharsets.UTF_8)),
              FakeReply.Ending.CLEAN);
      assertReached("ok", early, server, "answers");
      assertFinds("warning", "clock", "ahead of the provider's");
    }
    assertEquals(ExitCodes.FAILED, runner.run("doctor"));
    assertFinds("broken", "reachable", "can't be reached");
    assertFalse(runner.out().contains(KEY), runner::out);
  }

  @Test
  void aProviderThatSaysNothingIsNotWaitedForLong() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      lab("http://127.0.0.1:" + silent.getLocalPort() + "/v1");
      Invocation invocation = runner.invocation("doctor");
      LoadedConfig config = Configuration.load(invocation);
      ProviderDoctor.Reached reached =
          ProviderDoctor.reach(invocation, config, Duration.ofSeconds(1));
      assertTrue(reached.findings().getFirst().detail().contains("sent nothing within"));
      assertTrue(reached.findings().getFirst().isBroken());
    }
  }

  @Test
  void aServerThatIsNotTlsIsSaidToBeNone() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerInTheClear(server));
      lab("https://127.0.0.1:" + server.getLocalPort() + "/v1");
      assertEquals(ExitCodes.FAILED, runner.run("doctor"));
      assertFinds("broken", "reachable", "TLS");
    }
  }

  @Test
  void aDiskThatIsFullOrReadOnlyIsNamed() throws IOException {
    try (SmallDisk disk = SmallDisk.ofMegabytes(1)) {
      configure("runner.conf", "workspace_root = \"" + disk.folder() + "\"\n");
      assertEquals(ExitCodes.FAILED, runner.run("doctor"));
      assertFinds("broken", "disk space", "workspace_root");
      assertFinds("ok", "folders", "");
      Path filler = disk.fill();
      assertEquals(ExitCodes.FAILED, runner.run("doctor"));
      assertTrue(runner.out().contains("No space left on device"), runner::out);
      Files.delete(filler);
      disk.makeReadOnly();
      assertEquals(ExitCodes.FAILED, runner.run("doctor"));
      assertFinds("broken", "workspace", "Read-only file system");
      assertEquals(0, disk.folder().toFile().list().length);
    }
  }

  @Test
  void aWorkspaceWhereNothingCanBeRunIsNamed() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(8)) {
      Process mount =
          new ProcessBuilder("mount", "-o", "remount,noexec", disk.folder().toString()).start();
      assertEquals(0, mount.waitFor());
      configure("runner.conf", "workspace_root = \"" + disk.folder() + "\"\n");
      runner.run("doctor");
      assertFinds("warning", "sandbox", "/shared is mounted noexec");
    }
  }

  @Test
  void anAgentThatRunsIsAskedAndStays() throws Exception {
    configure("runner.conf", "relay.port = " + freePort() + "\n");
    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    try {
      runner.run("status", "--json");
      long pid = Json.mapper().readTree(runner.out()).at("/guests/0/pid").asLong();
      assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
      assertFinds("ok", "agent", "answers");
      assertFinds("ok", "port", "is your agent's");
      runner.run("status", "--json");
      assertEquals(pid, Json.mapper().readTree(runner.out()).at("/guests/0/pid").asLong());
    } finally {
      runner.run("stop", "--all");
    }
  }

  private static void answerInTheClear(ServerSocket server) {
    try (Socket client = server.accept()) {
      // An answer before the question is another case, which the client may wait in.
      int _ = client.getInputStream().read();
      client.getOutputStream().write("HTTP/1.1 400 X\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      return; // The client doesn't like what it got.
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private void assertReached(String verdict, FakeReply reply, FakeModelServer server, String text) {
    server.reply(reply);
    assertEquals(
        verdict.equals("broken") ? ExitCodes.FAILED : ExitCodes.OK,
        runner.run("doctor"),
        runner::out);
    assertFinds(verdict, "reachable", text);
  }

  private static FakeReply json(int status) {
    return FakeReply.status(status, "application/json", "{}");
  }

  private void lab(String url) throws IOException {
    configure(
        "agent.conf",
        """
        selection.provider = lab
        providers.registry.lab { provider_type = openai, base_url = "%s", api_key_env = LAB_API_KEY, default_model = m }
        """
            .formatted(url));
  }

  private void assertFinds(String verdict, String what, String text) {
    assertTrue(
        runner
            .out()
            .lines()
            .anyMatch(line -> line.matches(verdict + " +" + what + " .*") && line.contains(text)),
        () -> verdict + " " + what + " " + text + " is not in:\n" + runner.out());
  }

  private Path configure(String name, String text) throws IOException {
    Path config = Files.createDirectories(folder.resolve(".oxydra"));
    return Files.writeString(config.resolve(name), text);
  }

  private List<Path> tree() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }
}
