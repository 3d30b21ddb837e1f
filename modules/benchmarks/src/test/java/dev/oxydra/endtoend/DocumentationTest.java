package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.endtoend.Documents.Block;
import dev.oxydra.gateway.GatewayException;
import dev.oxydra.runner.catalog.CatalogFiles;
import dev.oxydra.runner.catalog.CatalogLayers;
import dev.oxydra.runner.config.ConfigEntry;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.config.UserConfig;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.FrameException;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SlashCommand;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents say is so: commands, configuration, tables and links. {@link
 * DocumentationRunTest} runs what can be run.
 */
class DocumentationTest {
  /** A block of any other kind would not be tried. */
  private static final Set<String> KINDS =
      Set.of("sh", "sh run", "json", "hocon", "hocon wrong", "java", "text", "text frames");

  /** Failures of turns that no enum names: where the sources make one. */
  private static final Pattern REASON =
      Pattern.compile("(?:TurnFailed\\(|\\.failed\\((?!\\))[^;\"]*)\\s*\"([a-z_]+)\"");

  private static final UserId BOB = new UserId("bob");

  @TempDir Path temporary;

  private final Documents documents = documents();

  private static Documents documents() {
    try {
      return Documents.ofThisProject();
    } catch (IOException e) {
      throw new AssertionError("The documents can't be read", e);
    }
  }

  @Test
  void everyBlockIsOfAKindThatIsTried() throws IOException {
    for (Block block : documents.blocks()) {
      assertTrue(KINDS.contains(block.kind()), block::toString);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Documents.Link link : documents.links()) {
      Path target = link.from().resolveSibling(link.target());
      Path file = link.target().isEmpty() ? link.from() : target;
      assertTrue(Files.exists(file), link::toString);
      assertTrue(
          link.anchor().isEmpty() || Documents.anchors(file).contains(link.anchor()),
          link::toString);
    }
  }

  @Test
  void theIndexHasEveryChapter() throws IOException {
    List<Path> linked =
        documents.links().stream()
            .filter(link -> link.from().equals(documents.guidebook("README.md")))
            .map(link -> link.from().resolveSibling(link.target()))
            .toList();
    List<Path> chapters =
        documents.files().stream()
            .filter(file -> file.startsWith(documents.guidebook("")))
            .filter(file -> !file.endsWith("README.md"))
            .toList();
    assertEquals(chapters, linked);
  }

  @Test
  @Tag("system")
  void everyCommandExists() throws IOException {
    CommandHelp help = new CommandHelp(documents.root());
    for (Block block : documents.blocks()) {
      if (block.kind().equals("sh")) {
        for (String line : block.text().lines().toList()) {
          assertTrue(
              line.matches("(sudo )?\\./.*") || help.isOfTheDistribution(line),
              () -> "It isn't tried: " + line);
        }
      }
      if (block.kind().startsWith("sh")) {
        for (String line : block.text().replace("\\\n", " ").lines().toList()) {
          help.check(line);
        }
      }
    }
    for (String code : documents.codeSpans()) {
      help.check(code);
    }
    help.checkOwnExamples();
    assertTrue(help.checked() > 20, "There are commands in the documents");
  }

  @Test
  void theConfigurationThatIsShownIsGood() throws IOException {
    for (Block block : documents.blocks()) {
      if (block.kind().equals("hocon")) {
        Path folder = folderWith(block);
        assertTrue(load(folder).warnings().isEmpty(), block::toString);
      }
    }
  }

  @Test
  void theCatalogueThatIsShownIsGood() throws IOException {
    for (Block block : documents.blocks()) {
      if (block.kind().equals("json")) {
        Path file = Files.createTempDirectory(temporary, "catalog").resolve("catalog.json");
        Files.writeString(file, block.text());
        CatalogFiles files = new CatalogFiles(temporary.resolve("none"), List.of(file));
        Catalog catalog = new CatalogLayers(files).load().catalog();
        assertTrue(catalog.find("openai", new ModelId("gpt-7")) != null, block::toString);
      }
    }
  }

  @Test
  void theMistakesThatAreShownAreToldLikeThat() throws IOException {
    List<Block> blocks = documents.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).kind().equals("hocon wrong")) {
        Path folder = folderWith(blocks.get(i));
        ConfigException wrong = assertThrows(ConfigException.class, () -> load(folder));
        assertEquals(
            blocks.get(i + 1).text().lines().skip(1).toList(),
            wrong.getMessage().replace(folder.toString(), "/home/me/.oxydra").lines().toList());
      }
    }
  }

  /** Puts the file in place that the block's first line names. */
  private Path folderWith(Block block) throws IOException {
    String name = block.text().lines().findFirst().orElse("").replaceFirst("^# \\.oxydra/", "");
    assertTrue(name.matches("[a-z/]+\\.conf"), () -> "Which file is it? " + block);
    Path folder = Files.createTempDirectory(temporary, "conf").resolve(".oxydra");
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), block.text());
    return folder;
  }

  private LoadedConfig load(Path folder, String... overrides) {
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(folder, BOB, Map.of(), List.of(overrides));
  }

  @Test
  void theTablesOfKeysAreWhole() throws IOException {
    LoadedConfig defaults = load(temporary, DocumentedKeys.SAMPLES.toArray(String[]::new));
    keysOf("agent", "agent.conf", AgentConfig.class, defaults);
    keysOf("runner", "runner.conf", RunnerConfig.class, defaults);
    keysOf("user", "users/&lt;user&gt;.conf", UserConfig.class, defaults);
  }

  private void keysOf(String file, String title, Class<?> root, LoadedConfig defaults)
      throws IOException {
    var real = DocumentedKeys.real(defaults, file, root, temporary);
    var rows =
        Documents.table(documents.guidebook("03-configuration.md"), "## All keys of " + title);
    assertEquals(real, DocumentedKeys.told(rows, real), title);
  }

  @Test
  void theTableOfProvidersIsTheRegistry() throws IOException {
    Map<String, String> values =
        load(temporary).entries().stream()
            .filter(entry -> entry.file().equals("agent"))
            .collect(Collectors.toMap(ConfigEntry::key, ConfigEntry::value));
    List<String> keys = List.of("provider_type", "base_url", "api_key_env", "default_model");
    Set<String> told = new TreeSet<>();
    Path chapter = documents.guidebook("07-models.md");
    for (List<String> row : Documents.table(chapter, "### The registry")) {
      told.add(row.getFirst());
      for (int i = 0; i < keys.size(); i++) {
        String key = "providers.registry." + row.getFirst() + "." + keys.get(i);
        String value = row.get(i + 1).isEmpty() ? "(not set)" : row.get(i + 1);
        assertEquals(values.get(key), value, key);
      }
    }
    assertEquals(load(temporary).agent().providers().registry().keySet(), told);
  }

  @Test
  void theTablesOfFramesAreWhole() throws IOException {
    Path chapter = documents.guidebook("05-clients.md");
    List<List<String>> sent = Documents.table(chapter, "## All frames");
    assertEquals(frames(ClientFrame.class), known(sent, FrameCodec::decodeClient));
    List<List<String>> received =
        Documents.table(
            chapter, "What the gateway sends. `data` is base64, times are RFC 3339 in UTC:");
    assertEquals(frames(ServerFrame.class), known(received, FrameCodec::decodeServer));
  }

  /** How many kinds of frames there are. */
  private static long frames(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).mapToLong(DocumentationTest::frames).sum()
        : 1;
  }

  /** How many of the rows name a kind of frame. */
  private static long known(List<List<String>> rows, Consumer<String> decoder) {
    return firstColumn(rows).stream()
        .filter(name -> {
          try {
            decoder.accept("{\"type\":\"" + name + "\",\"payload\":{}}");
            return true;
          } catch (FrameException e) {
            return e.kind() != FrameException.Kind.UNKNOWN_TYPE;
          }
        })
        .count();
  }

  @Test
  void theTableOfCommandsIsThatOfTheTerminal() throws IOException {
    assertEquals(
        Arrays.stream(SlashCommand.values())
            .map(command -> List.of(command.usage(), command.does()))
            .toList(),
        Documents.table(documents.guidebook("04-terminal.md"), "## Commands").stream()
            .map(row -> row.subList(0, 2))
            .toList());
  }

  @Test
  void theTablesOfErrorsAreWhole() throws IOException {
    Path chapter = documents.guidebook("05-clients.md");
    assertEquals(
        words(
            Stream.concat(
                Arrays.stream(GatewayException.Code.values()),
                Arrays.stream(FrameException.Kind.values()))),
        firstColumn(Documents.table(chapter, "## Errors")));
    Set<String> reasons = words(Arrays.stream(ProviderException.Kind.values()));
    reasons.addAll(reasonsInSources());
    assertEquals(reasons, firstColumn(Documents.table(chapter, "### Turns that fail")));
  }

  private Set<String> reasonsInSources() throws IOException {
    Set<String> reasons = new TreeSet<>();
    for (String module : List.of("runtime", "gateway")) {
      try (Stream<Path> files =
          Files.walk(documents.root().resolve("modules/" + module + "/src/main/java"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          REASON
              .matcher(Files.readString(file))
              .results()
              .forEach(found -> reasons.add(found.group(1)));
        }
      }
    }
    return reasons;
  }

  private static Set<String> words(Stream<? extends Enum<?>> constants) {
    return constants
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> firstColumn(List<List<String>> rows) {
    return rows.stream().map(List::getFirst).collect(Collectors.toCollection(TreeSet::new));
  }
}
