package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One embedder's process for all who ask, whatever becomes of it. */
@Tag("system")
@Timeout(120)
final class HostEmbedderTest {
  private static final HostEmbedder.Patience PATIENCE =
      new HostEmbedder.Patience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofMillis(50),
          Duration.ofSeconds(10));

  private Path folder;
  private HostEmbedder embedder;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createTempDirectory("oxh");
    embedder = embedder(socket().toString());
  }

  @AfterEach
  void clean() throws IOException {
    embedder.close();
    assertFalse(Files.exists(socket()));
    Files.deleteIfExists(folder.resolve("log"));
    Files.deleteIfExists(folder);
  }

  private Path socket() {
    return folder.resolve("e.sock");
  }

  private HostEmbedder embedder(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeEmbedder.class.getName()));
    command.addAll(List.of(arguments));
    return new HostEmbedder(() -> command, socket(), folder.resolve("log"), PATIENCE);
  }

  private long pid() throws IOException {
    return (long) embedder.embed(request("pid")).floats().getFirst()[0];
  }

  private static EmbedRequest request(String text) {
    return new EmbedRequest(Purpose.PASSAGE, List.of(text));
  }

  private long another(long before) {
    long now =
        Await.value(
            "another process",
            Duration.ofSeconds(60),
            () -> {
              long pid = pid();
              return pid == before ? null : pid;
            });
    assertNotEquals(before, now);
    return now;
  }

  @Test
  void allShareOneProcessThatIsGoneAtTheEnd() throws Exception {
    long pid = pid();
    List<Thread> asking = new ArrayList<>();
    List<Long> pids = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      asking.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  pids.add(pid());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              }));
    }
    for (Thread thread : asking) {
      thread.join();
    }
    assertEquals(java.util.Collections.nCopies(8, pid), pids);
    assertEquals("Not this one", embedder.embed(request("no")).error());
    embedder.close();
    assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    assertThrows(IOException.class, this::pid);
  }

  @Test
  void whatHasDiedOrHangsIsReplaced() throws Exception {
    long first = pid();
    assertTrue(ProcessHandle.of(first).orElseThrow().destroyForcibly());
    long second = another(first);
    assertThrows(IOException.class, () -> embedder.embed(request("die")));
    long third = another(second);
    assertThrows(IOException.class, () -> embedder.embed(request("hang")));
    another(third);
    assertFalse(ProcessHandle.of(third).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void whatCannotStartSaysSo() {
    HostEmbedder missing =
        new HostEmbedder(
            () -> List.of("/nonexistent/embedder"), socket(), folder.resolve("log"), PATIENCE);
    String message =
        assertThrows(IOException.class, () -> missing.embed(request("a"))).getMessage();
    assertTrue(message.startsWith("The embedder can't be started: "), message);
    missing.close();
  }
}
