package dev.oxydra.runner.skills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Adds skills to a folder of them, and takes them away.
 *
 * @param layer the folder
 */
public record SkillInstaller(Path layer) {

  /**
   * What is to be added.
   *
   * @param name its name
   * @param description what it says that it is for
   * @param digest of all that is in it
   * @param files with their lengths in characters, a line each
   */
  public record Offered(
      String name, String description, String digest, List<String> files, boolean replaces) {
    public Offered {
      files = List.copyOf(files);
    }
  }

  /** Whether something is wanted. */
  public interface Consent {
    boolean to(Offered offered);
  }

  /**
   * Adds one, if that is wanted when it is known what it contains.
   *
   * @param given a folder, a zip file, or an address for git
   * @param local the same as a path
   * @param scratch an empty folder
   * @return whether it was added
   */
  public boolean add(String given, Path local, Path scratch, Consent consent)
      throws SkillException, InterruptedException {
    SkillFiles files = SkillFiles.read(new SkillSource(given, local, scratch.normalize()).folder());
    FrontMatter front = FrontMatter.of(files.main());
    Path target = layer.resolve(front.name());
    List<String> listed =
        files.texts().entrySet().stream()
            .map(file -> "%s, %,d characters".formatted(file.getKey(), file.getValue().length()))
            .toList();
    Offered offered =
        new Offered(
            front.name(), front.description(), files.digest(), listed, Files.exists(target));
    if (!consent.to(offered)) {
      return false;
    }
    try {
      write(files, target);
      SkillPins.in(layer).put(front.name(), files.digest(), given);
      return true;
    } catch (IOException e) {
      throw new SkillException(
          "It can't be written to %s: %s".formatted(target, e.getMessage()), e);
    }
  }

  /** An older one is there until the new one is whole. */
  private void write(SkillFiles files, Path target) throws IOException {
    Files.createDirectories(layer);
    Path fresh = Files.createTempDirectory(layer, ".new");
    for (Map.Entry<String, String> file : files.texts().entrySet()) {
      Path path = fresh.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, file.getValue());
    }
    delete(target);
    Files.move(fresh, target);
  }

  /**
   * Takes one away.
   *
   * @throws SkillException when it isn't there
   */
  public void remove(String name) throws SkillException {
    Path target = layer.resolve(name).normalize();
    if (!layer.equals(target.getParent()) || !Files.isDirectory(target)) {
      throw new SkillException("There is no skill '%s' in %s".formatted(name, layer));
    }
    try {
      delete(target);
      SkillPins.in(layer).remove(name);
    } catch (IOException e) {
      throw new SkillException("%s can't be removed: %s".formatted(target, e.getMessage()), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
