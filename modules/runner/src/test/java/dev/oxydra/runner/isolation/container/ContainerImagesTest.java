package dev.oxydra.runner.isolation.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.container.ContainerImages.Listed;
import dev.oxydra.testing.DockerEngine;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images that a real engine builds. */
@RequiresTool({"dockerd", "busybox"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerImagesTest {
  private DockerEngine engine;
  private EngineFixture fixture;

  @BeforeAll
  void engine() throws IOException {
    engine = DockerEngine.start();
    engine.importBusybox(EngineFixture.BASE);
  }

  @AfterAll
  void close() throws IOException {
    engine.close();
  }

  @BeforeEach
  void distribution(@TempDir Path own) throws IOException {
    fixture = EngineFixture.of(engine, own);
    for (Listed image : ContainerImages.of(fixture.settings("none")).list()) {
      engine.request("DELETE", "/images/" + image.id() + "?force=1", new byte[0]);
    }
  }

  private List<String> build() throws InterruptedException {
    return ContainerImages.of(fixture.settings()).build(EngineFixture.BASE, line -> {});
  }

  private static String refused(IsolationTier tier, EngineFixture fixture) throws IOException {
    var spec = fixture.spec("true");
    return assertThrows(IsolationException.class, () -> tier.launch(spec)).getMessage();
  }

  @Test
  void missingOnesAreSaid() throws Exception {
    String said = refused(ContainerTier.of(fixture.settings()), fixture);
    assertTrue(said.contains("no image oxydra-guest:1.0"), said);
    assertTrue(said.contains("runner images build"), said);
    assertEquals(Optional.of(said), ContainerTier.problem(fixture.settings()));
  }

  @Test
  void thoseOfAnotherDistributionAreRefused() throws Exception {
    assertEquals(List.of("oxydra-guest:1.0", "oxydra-shell:1.0"), build());
    assertEquals(Optional.empty(), ContainerTier.problem(fixture.settings()));
    Path jar = fixture.distribution().resolve("lib/guest.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    String said = refused(ContainerTier.of(fixture.settings()), fixture);
    assertTrue(said.contains("oxydra-guest:1.0 was built from another distribution"), said);
    assertTrue(said.contains("runner images build"), said);
    build();
    assertEquals(Optional.empty(), ContainerTier.problem(fixture.settings()));
  }

  /** An engine takes steps from its cache without a look at times, which an AOT cache needs. */
  @Test
  void filesKeepTheirTimesEvenWhenTheirBytesWereThereBefore() throws Exception {
    Path jar = fixture.distribution().resolve("lib/guest.jar");
    for (String time : List.of("2020-01-01T00:00:00Z", "2021-02-03T04:05:06Z")) {
      Files.setLastModifiedTime(jar, FileTime.from(Instant.parse(time)));
      build();
      ContainerTier.of(fixture.settings())
          .launch(fixture.spec("stat -c '%Y %a' /opt/oxydra/lib/guest.jar; ls /opt/oxydra/* >&2"))
          .waitFor();
      String said = Files.readString(fixture.log());
      assertTrue(said.contains(Instant.parse(time).getEpochSecond() + " 644\n"), said);
      assertTrue(said.contains("guest-1.aot") && !said.contains("shell-daemon"), said);
    }
  }

  @Test
  void thoseThatDontFitAndAreNotInUseAreRemoved() throws Exception {
    build();
    Launched running = ContainerTier.of(fixture.settings()).launch(fixture.spec("sleep 600"));
    Files.writeString(fixture.distribution().resolve("lib/guest.jar"), "changed");
    build();
    ContainerImages images = ContainerImages.of(fixture.settings());
    assertEquals(4, images.list().size(), images.list().toString());
    assertEquals(2, images.list().stream().filter(Listed::matches).count());
    List<Listed> removed = images.prune();
    assertEquals(1, removed.size(), removed.toString());
    running.stop(Duration.ZERO);
    assertEquals(1, images.prune().size());
    assertEquals(List.of(), images.prune());
    assertEquals(2, images.list().size(), images.list().toString());
    assertTrue(images.list().stream().allMatch(Listed::matches));
  }

  @Test
  void aBuildThatFailsSaysWhy() throws Exception {
    Files.writeString(
        fixture.distribution().resolve("runtime/bin/java"),
        "#!/bin/sh\necho no such library\nexit 9\n");
    List<String> lines = new ArrayList<>();
    ContainerImages images = ContainerImages.of(fixture.settings());
    String said =
        assertThrows(IsolationException.class, () -> images.build(EngineFixture.BASE, lines::add))
            .getMessage();
    assertTrue(said.contains("oxydra-guest:1.0 could not be built"), said);
    assertTrue(said.contains("9"), said);
    assertFalse(said.contains("debian-root"), said);
    assertTrue(lines.contains("no such library"), lines.toString());
  }

  @Test
  void aBaseThatCantBeHadIsSaid() throws Exception {
    ContainerImages images = ContainerImages.of(fixture.settings());
    String said =
        assertThrows(
                IsolationException.class, () -> images.build("localhost:1/nothing", line -> {}))
            .getMessage();
    assertTrue(said.contains("had no image localhost:1/nothing"), said);
    assertTrue(said.contains("images/debian-root --import"), said);
  }

  @Test
  void aDistributionThatLacksSomethingIsSaid() throws Exception {
    Path jar = fixture.distribution().resolve("lib/guest.jar");
    Files.delete(jar);
    String said =
        assertThrows(IsolationException.class, () -> ContainerImages.of(fixture.settings()))
            .getMessage();
    assertTrue(said.contains("is not complete") && said.contains(jar.toString()), said);
  }
}
