package dev.oxydra.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** README, CONTRIBUTING and the guidebook, cut into what a test can look at. */
record Documents(Path root, List<Path> files) {
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^```([^\\n]*)\\n(.*?)^```$", Pattern.UNIX_LINES);
  private static final Pattern CODE_SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]+)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /**
   * A fenced block.
   *
   * @param kind what stands after the opening fence, such as {@code sh}
   */
  record Block(Path file, String kind, String text) {}

  /** A relative link, with its anchor; either may be empty. */
  record Link(Path from, String target, String anchor) {}

  static Documents ofThisProject() throws IOException {
    Path root = Path.of(System.getProperty("oxydra.root"));
    List<Path> files =
        new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")));
    try (Stream<Path> guidebook = Files.list(root.resolve("docs/guidebook"))) {
      guidebook.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
    }
    return new Documents(root, files);
  }

  Path guidebook(String name) {
    return root.resolve("docs/guidebook").resolve(name);
  }

  List<Block> blocks() throws IOException {
    List<Block> all = new ArrayList<>();
    for (Path file : files) {
      all.addAll(blocks(file));
    }
    return all;
  }

  static List<Block> blocks(Path file) throws IOException {
    return FENCED
        .matcher(Files.readString(file))
        .results()
        .map(found -> new Block(file, found.group(1), found.group(2)))
        .toList();
  }

  /** Everything that is set as code within a line. */
  List<String> codeSpans() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path file : files) {
      String prose = FENCED.matcher(Files.readString(file)).replaceAll("");
      CODE_SPAN.matcher(prose).results().map(found -> found.group(1)).forEach(all::add);
    }
    return all;
  }

  List<Link> links() throws IOException {
    List<Link> all = new ArrayList<>();
    for (Path file : files) {
      Matcher link = LINK.matcher(FENCED.matcher(Files.readString(file)).replaceAll(""));
      while (link.find()) {
        if (!link.group(1).contains("://")) {
          String anchor = link.group(2) == null ? "" : link.group(2).substring(1);
          all.add(new Link(file, link.group(1), anchor));
        }
      }
    }
    return all;
  }

  /** The anchors that GitHub gives a file's headings. */
  static List<String> anchors(Path file) throws IOException {
    return HEADING
        .matcher(FENCED.matcher(Files.readString(file)).replaceAll(""))
        .results()
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  /** The cells of the first table below a line, without its head. */
  static List<List<String>> table(Path file, String line) throws IOException {
    List<List<String>> rows =
        Files.readString(file)
            .lines()
            .dropWhile(it -> !it.equals(line))
            .skip(1)
            .dropWhile(it -> !it.startsWith("|"))
            .takeWhile(it -> it.startsWith("|"))
            .map(Documents::cells)
            .collect(Collectors.toCollection(ArrayList::new));
    if (rows.size() < 3) {
      throw new AssertionError("There is no table below '" + line + "' in " + file);
    }
    return rows.subList(2, rows.size());
  }

  /** Without the marks of code. */
  private static List<String> cells(String row) {
    return Arrays.stream(row.substring(1).split("\\|", -1))
        .map(cell -> cell.replace("`", "").strip())
        .toList();
  }
}
