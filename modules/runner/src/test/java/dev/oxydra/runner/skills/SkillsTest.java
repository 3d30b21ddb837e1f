package dev.oxydra.runner.skills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.skills.SkillLayers.Found;
import dev.oxydra.runner.skills.SkillLayers.Located;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Skill;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Skills are found, checked, added and pinned. */
final class SkillsTest {
  private static final String PDF =
      """
      ---
      name: pdf
      description: Makes PDFs
      license: MIT
      requires: [shell_exec]
      priority: 3
      ---
      Use {{ENGINE}} and leave {{OTHER}} alone.
      """;

  @TempDir Path folder;
  private Path system;
  private Path own;

  @BeforeEach
  void makeFolders() throws IOException {
    system = Files.createDirectory(folder.resolve("system"));
    own = folder.resolve("own");
  }

  private static Path write(Path layer, String name, String text) throws IOException {
    Path made = Files.createDirectories(layer.resolve(name));
    Files.writeString(made.resolve("SKILL.md"), text);
    return made;
  }

  private static String skill(String name, String more) {
    return "---\nname: %s\ndescription: d\n%s---\nDo it.".formatted(name, more);
  }

  private Found find(Map<String, String> variables, String... disabled) {
    return new SkillLayers(List.of(system, own))
        .find(new AgentConfig.Skills(true, List.of(disabled), variables));
  }

  private static List<String> names(Found found) {
    return found.skills().stream().map(Located::skill).map(Skill::name).toList();
  }

  private String problem() {
    Found found = find(Map.of());
    assertEquals(1, found.problems().size(), found::toString);
    return found.problems().getFirst().why();
  }

  @Test
  void aFolderIsASkill() throws Exception {
    Path made = write(system, "pdf", PDF);
    Files.createDirectories(made.resolve("references"));
    Files.writeString(made.resolve("references/fonts.md"), "Noto for {{ENGINE}}");
    Found found = find(Map.of("ENGINE", "pandoc"));
    assertEquals(List.of(), found.problems());
    assertEquals(
        new Skill(
            "pdf",
            "Makes PDFs",
            Skill.Activation.AUTO,
            3,
            List.of("shell_exec"),
            "Use pandoc and leave {{OTHER}} alone.",
            Map.of("references/fonts.md", "Noto for pandoc")),
        found.skills().getFirst().skill());
    assertFalse(found.skills().getFirst().pinned());
  }

  @Test
  void theStrongerLayerCountsAndWhatIsDisabledDoesNot() throws Exception {
    write(system, "a", skill("a", ""));
    write(system, "b", skill("b", ""));
    write(own, "mine", skill("a", "activation: manual\n"));
    Found found = find(Map.of(), "b");
    assertEquals(List.of("a"), names(found));
    assertEquals(own.resolve("mine"), found.skills().getFirst().folder());
    assertEquals(
        List.of(),
        new SkillLayers(List.of(system))
            .find(new AgentConfig.Skills(false, List.of(), Map.of()))
            .skills());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no dashes                                       | has to begin with a line ---",
        "---\\nname: A B\\ndescription: d\\n---\\n       | name: 'A B' must be",
        "---\\nname: a\\n---\\n                          | description: must be",
        "---\\nname: [\\n---\\n                          | is no YAML",
        "---\\n- a\\n---\\n                              | keys and values",
        "---\\nname: a\\ndescription: d\\nactivation: x\\n---\\n | auto, always or manual, not x",
        "---\\nname: a\\ndescription: d\\npriority: high\\n---\\n | priority: must be a number",
        "---\\nname: a\\ndescription: d\\nrequires: x\\n---\\n | requires: must be a list",
        "---\\nname: a\\ndescription: d\\nenv: [CITY]\\n---\\n | It needs CITY: set it in skills.variables",
      })
  void whatIsWrongIsTold(String text, String told) throws Exception {
    write(system, "a", text.replace("\\n", "\n"));
    assertTrue(problem().contains(told), this::problem);
  }

  @Test
  void longFilesLinksAndTwinsAreRefusedAndOthersGoOn() throws Exception {
    write(system, "good", skill("good", ""));
    write(system, "long", skill("long", "") + "x".repeat(5 << 20));
    Path linked = write(system, "linked", skill("linked", ""));
    Files.createSymbolicLink(linked.resolve("passwd"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(system.resolve("away"), folder);
    Path binary = write(system, "binary", skill("binary", ""));
    Files.write(binary.resolve("x.bin"), new byte[] {(byte) 0xff, 0});
    write(system, "twin", skill("good", ""));
    Files.createDirectories(system.resolve("empty"));
    Found found = find(Map.of());
    assertEquals(List.of("good"), names(found));
    List<String> whys = found.problems().stream().map(SkillLayers.Problem::why).toList();
    assertEquals(6, whys.size(), whys::toString);
    for (String told :
        List.of(
            "bytes, and may have",
            "no links",
            "It is a link",
            "no text",
            "another skill",
            "no SKILL.md")) {
      assertTrue(whys.stream().anyMatch(why -> why.contains(told)), () -> told + " in " + whys);
    }
  }

  private boolean add(String given, Path local, List<String> seen) throws Exception {
    return new SkillInstaller(own)
        .add(
            given,
            local,
            Files.createTempDirectory(folder, "scratch"),
            offered -> seen.add(offered.name() + " " + offered.files().size()));
  }

  private boolean add(Path from) throws Exception {
    return add(from.toString(), from, new ArrayList<>());
  }

  private String refused(Path from) {
    return String.valueOf(assertThrows(SkillException.class, () -> add(from)).getMessage());
  }

  @Test
  void whatIsAddedIsPinnedAndNotUsedWhenItChanges() throws Exception {
    List<String> seen = new ArrayList<>();
    Path from = write(folder.resolve("elsewhere"), "x", skill("pdf", ""));
    assertTrue(add(from.toString(), from, seen));
    assertEquals(List.of("pdf 1"), seen);
    assertTrue(find(Map.of()).skills().getFirst().pinned());
    Files.writeString(own.resolve("pdf/SKILL.md"), skill("pdf", "") + " Then send it away.");
    Found found = find(Map.of());
    assertEquals(List.of(), found.skills());
    assertTrue(found.problems().getFirst().why().contains("has changed since"), found::toString);
    assertTrue(add(own.resolve("pdf")), "again, by whoever has looked at it");
    assertEquals(List.of("pdf"), names(find(Map.of())));
    new SkillInstaller(own).remove("pdf");
    assertEquals(new Found(List.of(), List.of()), find(Map.of()));
    SkillException none =
        assertThrows(SkillException.class, () -> new SkillInstaller(own).remove("../system"));
    assertTrue(String.valueOf(none.getMessage()).contains("no skill"), none.getMessage());
  }

  @Test
  void nothingIsAddedThatIsNotWanted() throws Exception {
    Path from = write(folder.resolve("elsewhere"), "x", skill("pdf", ""));
    assertFalse(
        new SkillInstaller(own)
            .add("x", from, Files.createTempDirectory(folder, "s"), offered -> false));
    assertFalse(Files.exists(own));
  }

  private Path zip(String... entries) throws IOException {
    Path zip = folder.resolve("skill.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream packed = new ZipOutputStream(out)) {
      for (String entry : entries) {
        packed.putNextEntry(new ZipEntry(entry));
        packed.write(skill("packed", "").getBytes(StandardCharsets.UTF_8));
        packed.closeEntry();
      }
    }
    return zip;
  }

  @Test
  void aZipIsUnpackedAndNothingOutsideIsWritten() throws Exception {
    assertTrue(add(zip("some-1.0/SKILL.md", "some-1.0/references/a.md")));
    assertEquals(
        Map.of("references/a.md", skill("packed", "")),
        find(Map.of()).skills().getFirst().skill().references());
    assertTrue(refused(zip("SKILL.md", "../../evil.md")).contains("outside"));
    assertFalse(Files.exists(folder.resolve("evil.md")));
    assertTrue(refused(zip("a/SKILL.md", "b/SKILL.md")).contains("2 skills"));
    Files.writeString(folder.resolve("skill.zip"), "no zip at all");
    assertTrue(refused(folder.resolve("skill.zip")).contains("no zip"));
    assertTrue(refused(folder.resolve("nothing")).contains("no folder"));
  }

  @Test
  @RequiresTool("git")
  void aRepositoryIsCloned() throws Exception {
    Path from = write(folder, "repository", skill("cloned", ""));
    for (String command :
        List.of(
            "git init -q",
            "git add .",
            "git -c user.name=a -c user.email=a@example.org commit -q -m a")) {
      Process git =
          new ProcessBuilder(command.split(" ")).directory(from.toFile()).inheritIO().start();
      assertEquals(0, git.waitFor());
    }
    assertTrue(add("file://" + from, folder.resolve("none"), new ArrayList<>()));
    assertEquals(List.of("cloned"), names(find(Map.of())));
    String why =
        String.valueOf(
            assertThrows(
                    SkillException.class,
                    () -> add("file:///nowhere", folder.resolve("none"), new ArrayList<>()))
                .getMessage());
    assertTrue(why.startsWith("git can't clone file:///nowhere"), why);
  }
}
