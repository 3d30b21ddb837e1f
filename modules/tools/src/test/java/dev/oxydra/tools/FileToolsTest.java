package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Uuid7;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileToolsTest {
  @TempDir Path folder;
  ToolBench bench;

  @BeforeEach
  void prepare() throws IOException {
    bench = new ToolBench(folder, "");
    Files.writeString(bench.shared.resolve("notes.txt"), "one\ntwo\nthree\n");
    Files.writeString(bench.outside.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(bench.shared.resolve("out.txt"), bench.outside.resolve("secret.txt"));
    Files.createSymbolicLink(bench.shared.resolve("out"), bench.outside);
    Files.createSymbolicLink(bench.shared.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(bench.shared.resolve("dangling"), bench.outside.resolve("new.txt"));
    Files.createSymbolicLink(bench.shared.resolve("in.txt"), Path.of("notes.txt"));
  }

  @Test
  void everyToolHasItsTierAndDescription() {
    List<String> tools =
        bench.tools().stream().map(tool -> tool.spec().name() + " " + tool.spec().tier()).toList();
    assertEquals(
        List.of(
            "attachment_save " + SafetyTier.SIDE_EFFECTING,
            "file_delete " + SafetyTier.SIDE_EFFECTING,
            "file_edit " + SafetyTier.SIDE_EFFECTING,
            "file_list " + SafetyTier.READ_ONLY,
            "file_read " + SafetyTier.READ_ONLY,
            "file_search " + SafetyTier.READ_ONLY,
            "file_write " + SafetyTier.SIDE_EFFECTING,
            "send_media " + SafetyTier.SIDE_EFFECTING,
            "shell_exec " + SafetyTier.PRIVILEGED,
            "shell_input " + SafetyTier.PRIVILEGED,
            "shell_kill " + SafetyTier.SIDE_EFFECTING,
            "shell_output " + SafetyTier.READ_ONLY,
            "shell_start " + SafetyTier.PRIVILEGED,
            "vault_copyto " + SafetyTier.SIDE_EFFECTING),
        tools);
    bench.tools().forEach(tool -> assertFalse(tool.spec().description().isBlank()));
  }

  @Test
  void readsAllOrPart() throws Exception {
    assertEquals(
        ToolOutput.ok("one\ntwo\nthree\n"), bench.run("file_read", "{'path': 'notes.txt'}"));
    assertEquals(
        ToolOutput.ok("two\n\n[lines 2 to 2 of 3]"),
        bench.run("file_read", "{'path': '/shared/in.txt', 'offset': 2, 'limit': 1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside/secret.txt",
        "/shared/../outside/secret.txt",
        "/etc/hostname",
        "out.txt",
        "out/secret.txt",
        "loop",
        "loop/x",
        "dangling",
        "out/new.txt",
        "/vault/x",
        "/internal/journal.db",
        "/"
      })
  void nothingLeadsOut(String path) throws Exception {
    assertFailed(bench.run("file_read", "{'path': '" + path + "'}"));
    assertFailed(bench.run("file_write", "{'path': '" + path + "', 'content': 'x'}"));
    assertFailed(
        bench.run(
            "file_edit",
            "{'path': '" + path + "', 'edits': [{'old_text': 'secret', 'new_text': 'x'}]}"));
    assertEquals("secret", Files.readString(bench.outside.resolve("secret.txt")));
    assertFalse(Files.exists(bench.outside.resolve("new.txt")));
  }

  @Test
  void folderLinksThatLeadOutAreNotListedSearchedOrDeletedThrough() throws Exception {
    assertFailed(bench.run("file_list", "{'path': 'out'}"));
    assertFailed(bench.run("file_search", "{'path': 'out', 'glob': '*'}"));
    assertFailed(bench.run("file_delete", "{'path': 'out/secret.txt'}"));
    assertEquals(ToolOutput.ok("Nothing found"), bench.run("file_search", "{'regex': 'secret'}"));
    assertTrue(bench.run("file_delete", "{'path': 'out.txt'}").ok());
    assertTrue(Files.exists(bench.outside.resolve("secret.txt")));
    assertFailed(bench.run("file_delete", "{'path': '/shared'}"));
  }

  @Test
  void writesAndKeepsPermissions() throws Exception {
    assertTrue(bench.run("file_write", "{'path': 'a/b.sh', 'content': 'x'}").ok());
    Path file = bench.shared.resolve("a/b.sh");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
    assertTrue(bench.run("file_write", "{'path': '/shared/a/b.sh', 'content': 'yz'}").ok());
    assertEquals("yz", Files.readString(file));
    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var entries = Files.list(file.getParent())) {
      assertEquals(List.of(file), entries.toList());
    }
  }

  @Test
  void editsAllOrNothing() throws Exception {
    ToolOutput failed =
        bench.run(
            "file_edit",
            "{'path': 'notes.txt', 'edits': [{'old_text': 'one', 'new_text': '1'},"
                + " {'old_text': 't', 'new_text': 'T'}]}");
    assertFailed(failed);
    assertTrue(failed.text().startsWith("/edits/1/old_text: found 2 times"), failed.text());
    assertEquals("one\ntwo\nthree\n", Files.readString(bench.shared.resolve("notes.txt")));
    assertTrue(
        bench
            .run(
                "file_edit",
                "{'path': 'notes.txt', 'edits': [{'old_text': 't', 'new_text': 'T',"
                    + " 'replace_all': true}]}")
            .ok());
    assertEquals("one\nTwo\nThree\n", Files.readString(bench.shared.resolve("notes.txt")));
  }

  @Test
  void showsWhatAnEditChanged() throws Exception {
    assertEquals(
        """
        Made 2 edits in /shared/notes.txt: 2 lines added, 1 removed
        --- /shared/notes.txt
        +++ /shared/notes.txt
        @@ -1,3 +1,4 @@
         one
        -two
        +2
        +2½
         three\
        """,
        bench
            .run(
                "file_edit",
                "{'path': 'notes.txt', 'edits': [{'old_text': 'two', 'new_text': '2\\n3'},"
                    + " {'old_text': '3', 'new_text': '2½'}]}")
            .text());
    Files.writeString(bench.shared.resolve("long.txt"), "a line\n".repeat(1000));
    List<String> lines =
        bench
            .run(
                "file_edit",
                "{'path': 'long.txt', 'edits':"
                    + " [{'old_text': 'a', 'new_text': 'b', 'replace_all': true}]}")
            .text()
            .lines()
            .toList();
    assertEquals(FileEditTool.MAX_DIFF + 2, lines.size());
    assertEquals("Made 1 edits in /shared/long.txt: 1000 lines added, 1000 removed", lines.get(0));
    assertEquals("[1903 more lines of the diff]", lines.getLast());
  }

  @Test
  void showsWhatWritingChangedInAText() throws Exception {
    String write = "{'path': 'w.txt', 'content': '%s'}";
    assertEquals(
        "Wrote 2 bytes to /shared/w.txt", bench.run("file_write", write.formatted("a\\n")).text());
    assertEquals(
        """
        Wrote 3 bytes to /shared/w.txt: 1 lines added, 0 removed
        --- /shared/w.txt
        +++ /shared/w.txt
        @@ -1,1 +1,2 @@
         a
        +b
        \\ No newline at end of file\
        """,
        bench.run("file_write", write.formatted("a\\nb")).text());
    assertEquals(
        "Wrote 3 bytes to /shared/w.txt: nothing changed",
        bench.run("file_write", write.formatted("a\\nb")).text());
    assertEquals(
        "Wrote 60 bytes to /shared/w.txt: 30 lines added, 2 removed",
        bench.run("file_write", write.formatted("c\\n".repeat(30))).text());
    Files.write(bench.shared.resolve("w.txt"), new byte[] {0});
    assertEquals(
        "Wrote 1 bytes to /shared/w.txt", bench.run("file_write", write.formatted("d")).text());
  }

  @Test
  void listsAndSearches() throws Exception {
    Files.createDirectories(bench.shared.resolve("src/deep"));
    Files.writeString(bench.shared.resolve("src/deep/A.java"), "class A {}\n");
    assertTrue(bench.run("file_list", "{}").text().contains("notes.txt (14 bytes)\n"));
    assertTrue(bench.run("file_list", "{'path': '/'}").text().contains("vault/"));
    assertEquals(
        ToolOutput.ok("/shared/src/deep/A.java:1: class A {}"),
        bench.run("file_search", "{'glob': '**/*.java', 'regex': 'cl.ss'}"));
    assertFailed(bench.run("file_search", "{'regex': '('}"));
    assertFailed(bench.run("file_search", "{}"));
  }

  @Test
  void refusesWhatIsNotText() throws Exception {
    Files.write(bench.shared.resolve("bin"), new byte[] {1, 0, 2});
    Files.write(bench.shared.resolve("latin"), new byte[] {(byte) 0xe4, 'x'});
    assertTrue(bench.run("file_read", "{'path': 'bin'}").text().contains("binary"));
    assertTrue(bench.run("file_read", "{'path': 'latin'}").text().contains("not UTF-8"));
    assertTrue(bench.run("file_read", "{'path': '/shared'}").text().contains("root"));
    Path home = Files.createTempDirectory("ox");
    ToolBench near = new ToolBench(home, "");
    Path socket = near.shared.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertTrue(near.run("file_read", "{'path': 's'}").text().contains("not a regular file"));
    } finally {
      for (Path path : List.of(socket, near.shared, near.tmp, near.vault, near.outside, home)) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Test
  void namesEveryBadArgumentByPointer() throws Exception {
    ToolOutput output =
        bench.run("file_edit", "{'path': 3, 'edits': [{'new_text': 'x'}], 'extra': 1}");
    assertEquals(
        ToolOutput.failed(
            """
            Bad arguments, file_edit did nothing:
            /path: expected a string, got 3
            /edits/0/old_text: missing, expected a string
            /extra: unknown; known here: path, edits\
            """),
        output);
    String text = bench.run("file_read", new TextNode("{\"path\": ")).text();
    assertTrue(text.contains("not JSON") && text.contains("{\"path\": "), text);
  }

  @Test
  void longOutputGoesToAFile() throws Exception {
    String content = "äöü line\n".repeat(5000);
    Files.writeString(bench.shared.resolve("long.txt"), content);
    ToolOutput output = bench.run("file_read", "{'path': 'long.txt', 'limit': 100000}");
    assertTrue(output.ok());
    assertTrue(output.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 16_384);
    assertFalse(output.text().contains("\ufffd"), "cut in the middle of a character");
    assertEquals(content, Files.readString(bench.kept(output.text())));
  }

  @Test
  void longOutputOfOthersStaysTheirsWhenItIsRead() throws Exception {
    Path kept = Files.createDirectories(bench.tmp.resolve("outputs"));
    for (String name : List.of("web_fetch-1.txt", "mcp_x_Read-1.txt", "shell_exec-1.txt")) {
      Files.writeString(kept.resolve(name), "text");
    }
    assertEquals("web", read("/tmp/outputs/web_fetch-1.txt").source());
    assertEquals("mcp", read("/tmp/outputs/mcp_x_Read-1.txt").source());
    assertNull(read("/tmp/outputs/shell_exec-1.txt").source());
    Files.writeString(bench.tmp.resolve("web_fetch-1.txt"), "text");
    assertNull(read("/tmp/web_fetch-1.txt").source());
  }

  private ToolOutput read(String path) throws Exception {
    return bench.run("file_read", "{'path': '" + path + "'}");
  }

  @Test
  void oldLongOutputMakesRoomForNew() throws Exception {
    Path kept = Files.createDirectories(bench.tmp.resolve("outputs"));
    Files.writeString(kept.resolve("mine.txt"), "not a tool's");
    for (int i = 0; i < Overflow.MAX_FILES + 5; i++) {
      Path file = Files.writeString(kept.resolve("old-Tool-" + Uuid7.create() + ".txt"), "" + i);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + i));
    }
    Files.writeString(bench.shared.resolve("long.txt"), "x".repeat(20_000));
    Path fresh = bench.kept(bench.run("file_read", "{'path': 'long.txt'}").text());
    assertTrue(Files.exists(fresh));
    assertTrue(Files.exists(kept.resolve("mine.txt")));
    try (var left = Files.list(kept)) {
      List<String> texts =
          left.filter(file -> file.getFileName().toString().startsWith("old-Tool-"))
              .map(file -> {
                try {
                  return Files.readString(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
              .toList();
      assertEquals(Overflow.MAX_FILES, texts.size());
      assertFalse(texts.contains("4"), "the oldest go first");
    }
  }

  @Test
  void oldLongOutputIsBoundedInBytes() throws Exception {
    Path kept = Files.createDirectories(bench.tmp.resolve("outputs"));
    List<Path> old = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Path file = Files.createFile(kept.resolve("old-" + Uuid7.create() + ".txt"));
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(Overflow.MAX_SIZE / 2);
      }
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + i));
      old.add(file);
    }
    Files.writeString(bench.shared.resolve("long.txt"), "x".repeat(20_000));
    assertTrue(bench.run("file_read", "{'path': 'long.txt'}").ok());
    assertEquals(List.of(false, true, true), old.stream().map(file -> Files.exists(file)).toList());
  }

  private static void assertFailed(ToolOutput output) {
    assertFalse(output.ok(), output.text());
  }
}
