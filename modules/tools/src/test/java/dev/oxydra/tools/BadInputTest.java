package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oxydra.types.Json;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and files as an attacker, or an accident, would have them. */
final class BadInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "SECRET-9c02";

  /** Every call on one file that fails when the file is no text that may be reached. */
  private static final List<String> CALLS =
      List.of(
          "file_read {'path': '%s'}",
          "file_edit {'path': '%s', 'edits': [{'old_text': 'SECRET', 'new_text': 'x'}]}");

  private static final String WRITE = "file_write {'path': '%s', 'content': 'mine'}";

  @TempDir Path folder;
  ToolBench bench;

  @BeforeEach
  void prepare() throws IOException {
    bench = new ToolBench(folder, "");
    Files.writeString(bench.outside.resolve("secret.txt"), SECRET);
    Files.writeString(bench.vault.resolve("key"), "key");
  }

  private ToolOutput call(String call, String path) throws Exception {
    int space = call.indexOf(' ');
    String arguments = call.substring(space + 1).formatted(path);
    return assertTimeoutPreemptively(
        PATIENCE, () -> bench.run(call.substring(0, space), arguments));
  }

  private void assertRefused(String path, boolean writable) throws Exception {
    List<String> calls = new ArrayList<>(CALLS);
    if (!writable) {
      calls.add(WRITE);
      calls.add("vault_copyto {'source': '/vault/key', 'destination': '%s'}");
    }
    for (String call : calls) {
      ToolOutput output = call(call, path);
      assertFalse(output.ok(), call + ": " + output.text());
      assertFalse(output.text().contains(SECRET), output.text());
      assertFalse(output.text().isBlank());
    }
    assertEquals(SECRET, Files.readString(bench.outside.resolve("secret.txt")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../outside/secret.txt",
        "a/../../outside/secret.txt",
        "/shared/../outside/secret.txt",
        "/../shared/x",
        "/etc/passwd",
        "/root/x",
        "/sharedx",
        "/proc/self/environ",
        "/proc/self/root/etc/passwd",
        "/dev/null",
        "~/x/../y",
        "",
        "/",
        "//",
        ".",
        "a\\u0000b",
        "\\ud800",
        "secret",
        "proc/environ",
        "proc/cwd/x"
      })
  void pathsThatLeadOut(String path) throws Exception {
    Files.createSymbolicLink(bench.shared.resolve("secret"), bench.outside.resolve("secret.txt"));
    Path proc = Files.createSymbolicLink(bench.shared.resolve("proc"), Path.of("/proc/self"));
    try {
      assertRefused(path, false);
    } finally {
      Files.delete(proc);
    }
  }

  @Test
  void pathsThatAreTooLongOrTooDeep() throws Exception {
    assertRefused("x".repeat(300), false);
    assertRefused("d/".repeat(5000) + "x", false);
    try (var entries = Files.list(bench.shared)) {
      assertEquals(List.of(), entries.toList());
    }
  }

  /** The temporary folder of the tests may be in the host's /tmp, which is not that of tools. */
  @Test
  void pathsOfTheHost() throws Exception {
    assertRefused(bench.outside.resolve("secret.txt").toString(), true);
    assertRefused(bench.shared.resolve("x").toString(), true);
  }

  /** What else it is linked to can't be told, so it can be read; it is never written through. */
  @Test
  void hardLinks() throws Exception {
    Path secret = bench.outside.resolve("secret.txt");
    Path linked = bench.shared.resolve("linked");
    for (String call :
        List.of(
            WRITE,
            "file_edit {'path': '%s', 'edits': [{'old_text': 'SECRET', 'new_text': 'x'}]}",
            "vault_copyto {'source': '/vault/key', 'destination': '%s'}",
            "file_delete {'path': '%s'}")) {
      Files.deleteIfExists(linked);
      Files.createLink(linked, secret);
      ToolOutput output = call(call, "linked");
      assertTrue(output.ok(), output.text());
      assertEquals(SECRET, Files.readString(secret));
      assertEquals(1, Files.getAttribute(secret, "unix:nlink"));
    }
  }

  @Test
  void pipesAndDevices() throws Exception {
    run("mkfifo", bench.shared.resolve("fifo").toString());
    assertRefused("fifo", false);
    assertEquals("Nothing found", call("file_search {'regex': '%s'}", ".").text());
    assertTrue(call("file_list {'path': '%s'}", "/shared").text().contains("not a regular file"));
    assertTrue(call("file_delete {'path': '%s'}", "fifo").ok());
    boolean made = exitOf("mknod", bench.shared.resolve("zero").toString(), "c", "1", "5") == 0;
    assumeTrue(made, "only root, and not everywhere, can make devices");
    assertRefused("zero", false);
    assertEquals("Nothing found", call("file_search {'regex': '%s'}", ".").text());
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, exitOf(command), () -> String.join(" ", command));
  }

  private static int exitOf(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor();
  }

  @Test
  void namesThatWouldLookLikeSeveralLines() throws Exception {
    String name = "a\nb (3 bytes)";
    Files.writeString(bench.shared.resolve(name), "x\n");
    String listed = bench.run("file_list", "{}").text();
    assertEquals("\"a\\nb (3 bytes)\" (2 bytes)", listed);
    String found = bench.run("file_search", "{'regex': 'x'}").text();
    assertEquals("\"/shared/a\\nb (3 bytes)\":1: x", found);
    assertEquals("\"/shared/a\\nb (3 bytes)\"", bench.run("file_search", "{'glob': '*'}").text());
    assertTrue(bench.run("file_read", Json.mapper().createObjectNode().put("path", name)).ok());
  }

  @Test
  void namesThatAreNotUtf8() throws Exception {
    run("sh", "-c", "echo x > \"$1/$(printf 'a\\377b')\"", "sh", bench.shared.toString());
    try {
      String listed = bench.run("file_list", "{}").text();
      assertTrue(listed.endsWith(" (2 bytes) (its name is not UTF-8; use shell_exec)"), listed);
      assertTrue(bench.run("file_search", "{'regex': 'x'}").text().endsWith(":1: x"));
      assertRefused("a\ufffdb", true);
    } finally {
      run("sh", "-c", "rm \"$1\"/a*b", "sh", bench.shared.toString());
    }
  }

  @Test
  void filesOfSeveralGigabytes() throws Exception {
    Path file = bench.shared.resolve("huge");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(5L << 30);
    }
    assertRefused("huge", true);
    assertTrue(call(CALLS.getFirst(), "huge").text().contains("5368709120 bytes"));
    assertEquals("Nothing found", call("file_search {'regex': '%s'}", "x").text());
    assertEquals("Wrote 4 bytes to /shared/huge", call(WRITE, "huge").text());
  }

  @Test
  void binaryFiles() throws Exception {
    byte[] bytes = (SECRET + "\0").getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(bench.shared.resolve("bin"), bytes);
    assertRefused("bin", true);
    assertEquals("Nothing found", call("file_search {'regex': '%s'}", "SECRET").text());
    assertEquals(bytes.length, Files.size(file));
  }

  @Test
  void foldersOfManyFiles() throws Exception {
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      Files.createFile(bench.shared.resolve("f" + i));
    }
    ToolOutput listed = call("file_list {'path': '%s'}", "/shared");
    assertTrue(listed.ok());
    assertEquals(count, Files.readAllLines(bench.kept(listed.text())).size());
    Files.createFile(bench.shared.resolve("one more"));
    assertTrue(
        call("file_list {'path': '%s'}", "/shared")
            .text()
            .startsWith("[100000 entries, and 1 more that are not listed]\n"));
    assertEquals("/shared/f54321", call("file_search {'glob': '%s'}", "f5432[1]").text());
    assertEquals("Nothing found", call("file_search {'regex': '%s'}", "x").text());
  }

  /** Somebody with a shell makes a file a link to the outside and back, for two seconds. */
  @Test
  void linksThatAreSwappedInMeanwhile() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> swaps = CompletableFuture.supplyAsync(() -> swap(over));
    Set<String> succeeded = new TreeSet<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try {
      while (System.nanoTime() < end) {
        for (String call :
            List.of(
                CALLS.get(0),
                CALLS.get(1),
                WRITE,
                "file_search {'regex': 'SECRET', 'glob': '%s'}",
                "vault_copyto {'source': '/vault/f', 'destination': '/tmp/%s'}",
                "vault_copyto {'source': '/vault/key', 'destination': '%s'}")) {
          ToolOutput output = call(call, "f");
          assertFalse(output.text().contains(SECRET), output.text());
          if (output.ok()) {
            succeeded.add(call);
          }
        }
        assertFalse(
            Files.exists(bench.tmp.resolve("f"))
                && Files.readString(bench.tmp.resolve("f")).contains(SECRET));
        assertEquals(SECRET, Files.readString(bench.outside.resolve("secret.txt")));
      }
    } finally {
      over.set(true);
    }
    assertTrue(swaps.get(60, TimeUnit.SECONDS) > 0);
    assertTrue(succeeded.contains(WRITE), succeeded::toString);
  }

  private int swap(AtomicBoolean over) {
    int count = 0;
    try {
      while (!over.get()) {
        for (Path place : List.of(bench.shared, bench.vault)) {
          Path made = bench.outside.resolveSibling("made");
          if (count % 2 == 0) {
            Files.createSymbolicLink(made, bench.outside.resolve("secret.txt"));
          } else {
            Files.writeString(made, "mine");
          }
          Files.move(made, place.resolve("f"), StandardCopyOption.ATOMIC_MOVE);
        }
        count++;
      }
    } catch (IOException e) {
      throw new IllegalStateException("after " + count + " swaps", e);
    }
    return count;
  }
}
