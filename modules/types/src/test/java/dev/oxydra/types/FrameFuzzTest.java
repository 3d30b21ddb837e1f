package dev.oxydra.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.ReaderBasedJsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes a client sends, they are a frame or refused with a reason. */
class FrameFuzzTest {
  /** About fifteen seconds on an idle machine. */
  private static final int RUNS = 200_000;

  /** When it ends on one that is not: starting it alone may take half a minute there. */
  private static final int SECONDS = 90;

  private static final int MAX_LENGTH = 1024;

  /** What libFuzzer says at its end: runs, covered edges, and inputs that cover different ones. */
  private static final Pattern DONE =
      Pattern.compile("#(\\d+)\\s+DONE\\s+cov: (\\d+) ft: \\d+ corp: (\\d+)/");

  private static final Pattern WORD = Pattern.compile("\"[A-Za-z_0-9/=]+\"|[0-9]+");

  @TempDir Path folder;

  private static List<String> seeds() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(FrameFuzzTest.class.getResourceAsStream("frames.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void thereIsASeedOfEveryFrame() throws IOException {
    Set<Class<?>> seen = new HashSet<>();
    for (String seed : seeds()) {
      seen.add(FrameCodec.decodeClient(seed).getClass());
      FrameFuzz.fuzzerTestOneInput(seed.getBytes(StandardCharsets.UTF_8));
    }
    Set<Class<?>> all = new HashSet<>();
    leaves(ClientFrame.class).forEach(all::add);
    assertEquals(all, seen);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(FrameFuzzTest::leaves)
        : Stream.of(type);
  }

  /** Jazzer in a process of its own: it instruments what it fuzzes, and can end its process. */
  @Test
  @Tag("system")
  void nothingElseComesOfAnyBytes() throws Exception {
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    List<String> seeds = seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.writeString(corpus.resolve("seed-" + i), seeds.get(i));
    }
    Path words = folder.resolve("words");
    Files.write(words, words(seeds));
    Path output = folder.resolve("output");
    Process jazzer =
        new ProcessBuilder(command(corpus, words))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(
          jazzer.waitFor(SECONDS + 180L, TimeUnit.SECONDS), () -> "Still runs: " + read(output));
    } finally {
      jazzer.destroyForcibly().waitFor();
    }
    String said = read(output);
    assertEquals(0, jazzer.exitValue(), said);
    Matcher done = DONE.matcher(said);
    assertTrue(done.find(), said);
    assertTrue(Long.parseLong(done.group(2)) > 100, "It sees what is covered: " + said);
    assertTrue(
        Integer.parseInt(done.group(3)) > seeds.size(), "It has found new ways to go: " + said);
  }

  /** All names and values of the seeds and some of JSON, as libFuzzer's dictionary has them. */
  private static Set<String> words(List<String> seeds) {
    Set<String> words = new TreeSet<>(Set.of("null", "true", "-1", "1e9", "{}", "[]", "\\ud800"));
    for (String seed : seeds) {
      WORD.matcher(seed).results().map(MatchResult::group).forEach(words::add);
    }
    return words.stream()
        .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<String> command(Path corpus, Path words) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + FrameFuzz.class.getName(),
        // The parser guides it too; its other hooks look for faults that can't be here, and cost.
        "--instrumentation_includes=dev.oxydra.types.**:" + ReaderBasedJsonParser.class.getName(),
        "--custom_hook_includes=dev.oxydra.types.none.**",
        "--reproducer_path=" + folder,
        "-artifact_prefix=" + folder + "/",
        "-runs=" + RUNS,
        "-max_total_time=" + SECONDS,
        "-max_len=" + MAX_LENGTH,
        "-rss_limit_mb=0",
        "-dict=" + words,
        corpus.toString());
  }

  private static String read(Path output) {
    try {
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
