package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSearchToolTest {
  @TempDir Path folder;
  ToolBench bench;

  @BeforeEach
  void prepare() throws IOException {
    bench = new ToolBench(folder, "");
  }

  private void file(String path, String text) throws IOException {
    Path file = bench.shared.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String search(String arguments) throws Exception {
    return bench.run("file_search", arguments).text();
  }

  @Test
  void leavesOutWhatGitIgnores() throws Exception {
    file(".gitignore", "/out/\n*.log\n!keep.log\n");
    file("out/a.txt", "needle");
    file("lib/out/b.txt", "needle");
    file("lib/.gitignore", "b.txt\n!c.log\n");
    file("lib/c.log", "needle");
    file("lib/keep.log", "needle");
    file("d.log", "needle");
    file(".git/e.txt", "needle");
    String all =
        """
        /shared/d.log:1: needle
        /shared/lib/c.log:1: needle
        /shared/lib/keep.log:1: needle
        /shared/lib/out/b.txt:1: needle
        /shared/out/a.txt:1: needle\
        """;
    assertEquals(
        """
        /shared/lib/c.log:1: needle
        /shared/lib/keep.log:1: needle
        [3 files and folders are left out by .gitignore; include_ignored searches them too]\
        """,
        search("{'regex': 'needle'}"));
    assertEquals(all, search("{'regex': 'needle', 'include_ignored': true}"));
    assertEquals("/shared/out/a.txt", search("{'path': 'out', 'glob': '*'}"));
    assertEquals(
        """
        Nothing found
        [1 files and folders are left out by .gitignore; include_ignored searches them too]\
        """,
        search("{'path': 'lib/out', 'glob': '*'}"));
  }

  @Test
  void showsTheFirstResultsInOrder() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 100; i < 180; i++) {
      for (int j = 100; j < 120; j++) {
        file("d" + i + "/f" + j, "x\n\rneedle\r\n");
        expected.add("/shared/d%d/f%d:3: needle".formatted(i, j));
      }
    }
    List<String> first = expected.subList(0, SearchHits.MAX);
    for (int i = 0; i < 5; i++) {
      String shown = search("{'regex': 'ne+dle$'}");
      List<String> lines = Files.readAllLines(bench.kept(shown));
      assertEquals(first, lines.subList(0, SearchHits.MAX));
      assertEquals("[stopped after 1000 results; narrow the search]", lines.getLast());
    }
  }

  @Test
  void aFolderComesWithWhatIsInIt() throws Exception {
    file("a/z", "");
    file("a.txt", "");
    file("a-b/c", "");
    file("B", "");
    assertEquals("/shared/B\n/shared/a/z\n/shared/a-b/c\n/shared/a.txt", search("{'glob': '*'}"));
  }

  @Test
  void findsWholeLinesOnly() throws Exception {
    file("a.txt", "one two\nthree\n\nfour" + "x".repeat(1000) + "\ntwo");
    assertEquals("/shared/a.txt:1: one two\n/shared/a.txt:5: two", search("{'regex': 'two$'}"));
    assertEquals("/shared/a.txt:2: three", search("{'regex': '^three'}"));
    assertEquals("/shared/a.txt:3: ", search("{'regex': '^$'}"));
    assertEquals("Nothing found", search("{'regex': 'two\\\\s+three'}"));
    assertTrue(search("{'regex': 'x{1000}'}").endsWith("x…"));
  }

  @Test
  void anExpressionThatTakesForEverIsRefused() {
    Pattern pattern = Pattern.compile("(a*)*(a*)*(a*)*[c]");
    LineSearch lines = new LineSearch(pattern, "", new SearchBudget(1_000_000));
    ToolException refused =
        assertThrows(ToolException.class, () -> lines.find("a".repeat(5000), SearchHits.MAX));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("/regex: takes too long"));
  }

  @Test
  void endsWhenInterrupted() throws Exception {
    for (int i = 0; i < 4; i++) {
      file("a" + i, "a".repeat(5000) + "b");
    }
    FileSearchTool tool = new FileSearchTool(new Workspace(bench.paths("")));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                ended.complete(
                    assertThrows(
                        Throwable.class,
                        () -> tool.search(null, null, "(a*)*(a*)*(a*)*[c]", null))));
    caller.interrupt();
    String message = String.valueOf(ended.get(60, TimeUnit.SECONDS).getMessage());
    assertTrue(message.contains("search was cancelled"), message);
  }
}
