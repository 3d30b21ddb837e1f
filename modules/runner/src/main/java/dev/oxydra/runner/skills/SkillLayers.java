package dev.oxydra.runner.skills;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Skill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where skills are, the strongest folder last: of two with one name the stronger counts. None of
 * them can be written by what agents run.
 */
public record SkillLayers(List<Path> folders) {
  private static final int MOST = 100;

  public SkillLayers {
    folders = List.copyOf(folders);
  }

  /**
   * The built-in ones, the machine's, the user's, and the configuration folder's.
   *
   * @param builtIn where those are that come with the product
   * @param config the project's configuration folder, {@code .oxydra}
   */
  public static SkillLayers ofThisMachine(Path builtIn, Path config) {
    return new SkillLayers(
        List.of(
            builtIn,
            Path.of("/etc/oxydra/skills"),
            ofUser(),
            config.toAbsolutePath().resolve("skills")));
  }

  /** The user's, where skills are added. */
  public static Path ofUser() {
    return Path.of(System.getProperty("user.home"), ".config", "oxydra", "skills");
  }

  /**
   * A skill, and where it is.
   *
   * @param digest of all that is in its folder
   * @param pinned whether it was added, and is as it was then
   */
  public record Located(Skill skill, Path folder, String digest, boolean pinned) {}

  /** A folder that is no skill, or one that can't be used. */
  public record Problem(Path folder, String why) {}

  /**
   * What there is.
   *
   * @param skills by name
   */
  public record Found(List<Located> skills, List<Problem> problems) {
    public Found {
      skills = List.copyOf(skills);
      problems = List.copyOf(problems);
    }
  }

  /** Reads all that are wanted. */
  public Found find(AgentConfig.Skills config) {
    Map<String, Located> found = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    if (config.enabled()) {
      SkillReader reader = new SkillReader(config.variables());
      for (Path folder : folders) {
        found.putAll(in(folder, reader, problems));
      }
      config.disabled().forEach(found::remove);
    }
    if (found.size() > MOST) {
      problems.add(
          new Problem(
              folders.getLast(),
              "There are %d skills; %d are used. List others in skills.disabled"
                  .formatted(found.size(), MOST)));
    }
    return new Found(found.values().stream().limit(MOST).toList(), problems);
  }

  private static Map<String, Located> in(Path layer, SkillReader reader, List<Problem> problems) {
    Map<String, Located> found = new HashMap<>();
    Map<String, String> pins = SkillPins.in(layer).digests(problems);
    for (Path folder : children(layer, problems)) {
      try {
        SkillFiles files = SkillFiles.read(folder);
        Skill skill = reader.read(files);
        Located twin = found.get(skill.name());
        if (twin != null) {
          throw new SkillException(
              "There is another skill of the name %s, in %s"
                  .formatted(skill.name(), twin.folder()));
        }
        String pin = pins.get(skill.name());
        if (pin != null && !pin.equals(files.digest())) {
          throw new SkillException(
              "It has changed since it was added. Look at it, then: runner skills add " + folder);
        }
        found.put(skill.name(), new Located(skill, folder, files.digest(), pin != null));
      } catch (SkillException e) {
        problems.add(new Problem(folder, String.valueOf(e.getMessage())));
      }
    }
    return found;
  }

  private static List<Path> children(Path layer, List<Problem> problems) {
    if (!Files.isDirectory(layer)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(layer)) {
      List<Path> all = children.sorted().toList();
      for (Path child : all) {
        if (Files.isSymbolicLink(child)) {
          problems.add(new Problem(child, "It is a link: put the folder itself here"));
        }
      }
      return all.stream()
          .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
          .filter(child -> !child.getFileName().toString().startsWith("."))
          .toList();
    } catch (IOException e) {
      problems.add(new Problem(layer, "It can't be read: " + e.getMessage()));
      return List.of();
    }
  }
}
