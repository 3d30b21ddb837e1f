package dev.oxydra.runner.isolation.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.testing.DockerEngine;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that goes away while containers run. */
@RequiresTool({"dockerd", "busybox"})
class EngineDeathTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void whatRunsGoesOnAndNobodyHangs() throws Exception {
    try (DockerEngine engine = DockerEngine.start()) {
      engine.importBusybox(EngineFixture.BASE);
      EngineFixture fixture = EngineFixture.of(engine, folder);
      ContainerImages.of(fixture.settings()).build(EngineFixture.BASE, line -> {});
      IsolationTier tier = ContainerTier.of(fixture.settings());
      LaunchSpec spec = fixture.spec("sleep 600");
      Launched launched = tier.launch(spec);
      FutureTask<End> waiting = new FutureTask<>(launched::waitFor);
      Thread.ofVirtual().start(waiting);

      engine.kill();
      assertTrue(launched.isAlive(), "it went with the engine");
      IsolationException away = assertThrows(IsolationException.class, () -> tier.launch(spec));
      assertEquals(IsolationException.Kind.UNAVAILABLE, away.kind());
      assertTrue(
          away.getMessage().contains(engine.socket() + " does not answer"), away.getMessage());
      assertThrows(IsolationException.class, () -> tier.adopt(launched.trace(), spec.limits()));
      assertTrue(ContainerTier.problem(fixture.settings()).isPresent());
      assertFalse(waiting.isDone(), "it was taken for ended");

      assertTimeoutPreemptively(PATIENCE, () -> launched.stop(Duration.ZERO));
      End end = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(End.UNKNOWN, end.code());
      assertTrue(end.reason().contains(engine.socket() + " does not answer"), end.reason());

      engine.startAgain();
      assertEquals(Optional.empty(), ContainerTier.problem(fixture.settings()));
      Launched next = tier.launch(spec);
      assertTrue(next.isAlive());
      next.stop(Duration.ZERO);
    }
  }
}
