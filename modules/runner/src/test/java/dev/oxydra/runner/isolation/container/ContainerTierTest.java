package dev.oxydra.runner.isolation.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.ProgramName;
import dev.oxydra.runner.isolation.ResourceUsage;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.DockerEngine;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Containers of a real engine, with a shell in the place of Java. */
@RequiresTool({"dockerd", "busybox"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerTierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private DockerEngine engine;
  private EngineFixture fixture;
  private IsolationTier tier;

  @BeforeAll
  void engine(@TempDir Path folder) throws Exception {
    engine = DockerEngine.start();
    engine.importBusybox(EngineFixture.BASE);
    fixture = EngineFixture.of(engine, folder);
    ContainerImages.of(fixture.settings()).build(EngineFixture.BASE, line -> {});
    tier = ContainerTier.of(fixture.settings());
  }

  @AfterAll
  void close() throws IOException {
    engine.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    tier.removeLeftovers(EngineFixture.INSTALLATION, Path.of("/none"), List.of());
    Files.deleteIfExists(fixture.log());
  }

  private JsonNode inspect(Launched launched) throws IOException {
    String answer =
        engine.request("GET", "/containers/" + launched.trace().name() + "/json", new byte[0]);
    String json = answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    return new ObjectMapper().readTree(json);
  }

  private boolean isThere(Launched launched) throws IOException {
    return !engine
        .request("GET", "/containers/" + launched.trace().name() + "/json", new byte[0])
        .startsWith("HTTP/1.1 404");
  }

  private String logged() throws IOException {
    return Files.readString(fixture.log());
  }

  private void awaitLogged(String line) {
    Await.until("the line " + line, PATIENCE, () -> logged().contains(line + "\n"));
  }

  @Test
  void runsWhatItIsToldWithItsInputAndEnvironment() throws Exception {
    LaunchSpec spec =
        fixture.spec(
            "guest",
            "cat; echo; echo \"$1\"; echo $COLOUR; echo 2nd >&2; echo 3rd >/shared/file; exit 7",
            64,
            "what it reads",
            null);
    Launched launched = tier.launch(spec);
    assertEquals(new End(7, ""), launched.waitFor());
    String classPath = "/opt/oxydra/lib/guest.jar:" + fixture.folder();
    assertEquals("what it reads\n" + classPath + "\na b\n2nd\n", logged());
    assertEquals("3rd\n", Files.readString(fixture.folder().resolve("shared/file")));
    assertFalse(isThere(launched), "its container is still there");
    assertFalse(launched.isAlive());
    assertEquals(ResourceUsage.NONE, launched.usage());
    assertFalse(Files.exists(spec.status()), "its input was left");
  }

  @Test
  void itsOutputGoesToAFileOfItsOwn() throws Exception {
    Path output = Files.writeString(fixture.folder().resolve("out"), "of an earlier one");
    tier.launch(fixture.spec("maintenance", "echo 1st; echo 2nd >&2", 64, "", output)).waitFor();
    assertEquals("1st\n", Files.readString(output));
    assertEquals("2nd\n", logged());
  }

  @Test
  void isMadeAsTyped() throws Exception {
    Launched launched = tier.launch(fixture.spec("shell", "sleep 600 & wait", 64, "", null));
    JsonNode container = inspect(launched);
    JsonNode host = container.get("HostConfig");
    assertEquals("none", host.get("NetworkMode").asText());
    assertTrue(host.get("ReadonlyRootfs").asBoolean());
    assertEquals("[\"ALL\"]", host.get("CapDrop").toString());
    assertTrue(host.get("CapAdd").isNull());
    assertEquals("[\"no-new-privileges\"]", host.get("SecurityOpt").toString());
    assertFalse(host.get("Privileged").asBoolean());
    assertTrue(host.get("Init").asBoolean());
    assertEquals(64L << 20, host.get("Memory").asLong());
    assertEquals(64L << 20, host.get("MemorySwap").asLong());
    assertEquals(150_000, host.get("CpuQuota").asLong());
    assertEquals(100_000, host.get("CpuPeriod").asLong());
    assertEquals(40, host.get("PidsLimit").asLong());
    assertEquals("none", host.get("LogConfig").get("Type").asText());
    assertFalse(host.get("AutoRemove").asBoolean());
    JsonNode config = container.get("Config");
    assertEquals(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid")
            + ":"
            + Files.getAttribute(Path.of("/proc/self"), "unix:gid"),
        config.get("User").asText());
    assertEquals(
        EngineFixture.INSTALLATION, config.get("Labels").get(Labels.INSTALLATION).asText());
    assertEquals("alice", config.get("Labels").get(Labels.USER).asText());
    assertEquals("shell", config.get("Labels").get(Labels.ROLE).asText());
    assertEquals("1.0", config.get("Labels").get(Labels.VERSION).asText());
    launched.stop(Duration.ZERO);
  }

  @Test
  void isKeptToItsLimits() throws Exception {
    String script =
        """
        touch /x /opt/oxydra/x /shared/own/x
        echo x >/tmp/x && echo tmp
        cat /proc/self/status | grep -E 'CapEff|CapBnd|NoNewPrivs|Seccomp:'
        ls /sys/class/net
        head -c 2000000 /dev/zero >/shared/big
        ulimit -c
        for i in $(seq 60); do sleep 600 & done
        """;
    tier.launch(fixture.spec("guest", script, 64, "", null)).waitFor();
    String said = logged();
    for (String refused : List.of("/x", "/opt/oxydra/x", "/shared/own/x")) {
      assertTrue(said.contains("touch: " + refused + ": Read-only file system"), said);
    }
    assertTrue(said.contains("tmp\n"), said);
    assertTrue(said.contains("CapEff:\t0000000000000000"), said);
    assertTrue(said.contains("CapBnd:\t0000000000000000"), said);
    assertTrue(said.contains("NoNewPrivs:\t1"), said);
    assertTrue(said.contains("Seccomp:\t2"), said);
    assertTrue(said.contains("\nlo\n"), said);
    assertFalse(said.contains("eth"), said);
    assertEquals(1 << 20, Files.size(fixture.folder().resolve("shared/big")));
    assertTrue(said.contains("can't fork"), said);
  }

  @Test
  void saysWhatItTakesOfTheHost() throws Exception {
    Launched launched = tier.launch(fixture.spec("sleep 600 & echo up; wait"));
    awaitLogged("up");
    ResourceUsage usage = launched.usage();
    assertEquals(2, usage.processes());
    assertTrue(usage.memoryBytes() > 0 && usage.memoryBytes() < 64 << 20, usage.toString());
    assertTrue(usage.cpu().isPositive(), usage.toString());
    launched.stop(Duration.ZERO);
  }

  @Test
  void oneThatEatsItsMemorySaysSo() throws Exception {
    Launched launched =
        tier.launch(fixture.spec("guest", "x=x; while :; do x=$x$x; done", 16, "", null));
    assertEquals(new End(137, "It used more than its 16 MiB of memory."), launched.waitFor());
  }

  @Test
  void oneThatIsKilledSaysNothingOfMemory() throws Exception {
    Launched launched = tier.launch(fixture.spec("sleep 600"));
    assertTrue(ProcessHandle.of(launched.pid()).orElseThrow().destroyForcibly());
    assertEquals(new End(137, ""), launched.waitFor());
  }

  @Test
  void oneThatIsDeafIsKilledWhenItsTimeIsOver() throws Exception {
    Launched launched =
        tier.launch(fixture.spec("trap 'echo asked' TERM; echo up; while :; do sleep 0.1; done"));
    awaitLogged("up");
    long begun = System.nanoTime();
    launched.stop(Duration.ofSeconds(1));
    assertTrue(Duration.ofNanos(System.nanoTime() - begun).compareTo(PATIENCE) < 0);
    assertFalse(launched.isAlive());
    assertTrue(logged().contains("asked"), logged());
    assertEquals(137, launched.waitFor().code());
  }

  @Test
  void oneThatListensEndsAtOnce() throws Exception {
    Launched launched =
        tier.launch(fixture.spec("trap 'exit 3' TERM; echo up; while :; do sleep 0.1; done"));
    awaitLogged("up");
    launched.stop(PATIENCE.multipliedBy(10));
    assertEquals(new End(3, ""), launched.waitFor());
    assertFalse(isThere(launched), "its container is still there");
  }

  @Test
  void isAdoptedWithNothingOfItsLogLostOrDoubled() throws Exception {
    LaunchSpec spec =
        fixture.spec("i=0; while [ $i -lt 200 ]; do i=$((i + 1)); echo $i; sleep 0.01; done");
    Trace trace = tier.launch(spec).trace();
    awaitLogged("20");
    Launched adopted =
        ContainerTier.of(fixture.settings()).adopt(trace, spec.limits()).orElseThrow();
    assertEquals(trace, adopted.trace());
    assertTrue(adopted.isAlive());
    assertEquals(new End(0, ""), adopted.waitFor());
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= 200; i++) {
      all.append(i).append('\n');
    }
    assertEquals(all.toString(), logged());
    assertTrue(tier.adopt(trace, spec.limits()).isEmpty());
  }

  @Test
  void anAdoptedOneStillTellsThatItAteItsMemory() throws Exception {
    LaunchSpec spec =
        fixture.spec("guest", "read x </shared/go; while :; do x=$x$x; done", 16, "", null);
    Path go = fixture.folder().resolve("shared/go");
    assertEquals(0, new ProcessBuilder("mkfifo", go.toString()).start().waitFor());
    try {
      Launched adopted = tier.adopt(tier.launch(spec).trace(), spec.limits()).orElseThrow();
      Files.writeString(go, "xx\n");
      assertEquals("It used more than its 16 MiB of memory.", adopted.waitFor().reason());
    } finally {
      Files.delete(go);
    }
  }

  @Test
  void anotherProcessOfThatIdIsNotAdopted() throws Exception {
    LaunchSpec spec = fixture.spec("sleep 600");
    Trace trace = tier.launch(spec).trace();
    Trace reused = new Trace(trace.tier(), trace.pid(), trace.start() + "0", trace.name());
    assertTrue(tier.adopt(reused, spec.limits()).isEmpty());
    assertTrue(tier.adopt(trace, spec.limits()).isPresent());
  }

  @Test
  void leftoversOfThisInstallationAloneAreRemoved() throws Exception {
    LaunchSpec spec = fixture.spec("sleep 600");
    Launched left = tier.launch(spec);
    Launched kept = tier.launch(named(spec, EngineFixture.INSTALLATION, "bob"));
    Launched others = tier.launch(named(spec, "ba9876543210", "alice"));
    tier.removeLeftovers(EngineFixture.INSTALLATION, Path.of("/none"), List.of(kept.trace()));
    assertFalse(isThere(left));
    assertTrue(kept.isAlive());
    assertTrue(others.isAlive());
    others.stop(Duration.ZERO);
  }

  @Test
  void takesThePlaceOfALeftoverOfItsName() throws Exception {
    Launched left = tier.launch(fixture.spec("sleep 600"));
    Launched next = tier.launch(fixture.spec("sleep 600"));
    assertFalse(isThere(left));
    assertTrue(next.isAlive());
    End end = left.waitFor();
    assertEquals(new End(End.UNKNOWN, "Its container was removed."), end);
  }

  private static LaunchSpec named(LaunchSpec spec, String installation, String user) {
    return new LaunchSpec(
        new ProgramName(installation, user, "guest"),
        spec.command(),
        spec.programs(),
        spec.mounts(),
        spec.sockets(),
        spec.limits(),
        spec.environment(),
        spec.input(),
        spec.log(),
        spec.output(),
        spec.status(),
        spec.init());
  }

  @Test
  void aContainerOfOthersWithItsNameIsNotTouched() throws Exception {
    String name = "oxydra-" + EngineFixture.INSTALLATION + "-alice-guest";
    engine.request(
        "POST",
        "/containers/create?name=" + name,
        "{\"Image\": \"busybox\", \"Cmd\": [\"true\"]}".getBytes(StandardCharsets.UTF_8));
    LaunchSpec spec = fixture.spec("true");
    IsolationException refused = assertThrows(IsolationException.class, () -> tier.launch(spec));
    assertTrue(refused.getMessage().contains(name), refused.getMessage());
    engine.request("DELETE", "/containers/" + name + "?force=1", new byte[0]);
  }

  @Test
  void theHostsJavaIsRefused() throws Exception {
    LaunchSpec spec = fixture.spec("true");
    LaunchSpec hosts =
        new LaunchSpec(
            spec.name(),
            List.of("/usr/lib/jvm/x/bin/java"),
            spec.programs(),
            spec.mounts(),
            spec.sockets(),
            spec.limits(),
            spec.environment(),
            spec.input(),
            spec.log(),
            null,
            spec.status(),
            false);
    IsolationException refused = assertThrows(IsolationException.class, () -> tier.launch(hosts));
    assertTrue(refused.getMessage().contains("folder runtime"), refused.getMessage());
  }

  @Test
  void whatTheEngineRefusesIsSaid() throws Exception {
    LaunchSpec spec = fixture.spec("true");
    IsolationException refused =
        assertThrows(
            IsolationException.class,
            () -> tier.launch(named(spec, EngineFixture.INSTALLATION, "no such name!")));
    assertTrue(
        refused.getMessage().contains("refused to start the guest of no such"),
        refused.getMessage());
    assertTrue(refused.getMessage().contains("Invalid container name"), refused.getMessage());
  }
}
