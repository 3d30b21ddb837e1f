package dev.oxydra.runner.skills;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Where a skill is added from: a folder, a zip file, or a repository that git can clone.
 *
 * @param given as it was typed
 * @param local the same as a path
 * @param scratch an empty folder for what has to be unpacked
 */
record SkillSource(String given, Path local, Path scratch) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_ENTRIES = 2000;
  private static final int LONGEST_TOLD = 500;

  /** The folder with the skill. */
  Path folder() throws SkillException, InterruptedException {
    if (Files.isDirectory(local)) {
      return only(local);
    }
    if (Files.isRegularFile(local)) {
      unpack();
      return only(scratch);
    }
    if (given.contains("://") || given.matches("[\\w.-]+@[\\w.-]+:.*")) {
      clone(scratch.resolve("clone"));
      return only(scratch.resolve("clone"));
    }
    throw new SkillException(
        "%s is no folder, no zip file and no address of a repository".formatted(given));
  }

  /** It, or the one folder somewhere below that is a skill. */
  private static Path only(Path folder) throws SkillException {
    try (Stream<Path> files = Files.walk(folder, 4)) {
      List<Path> found =
          files
              .filter(file -> file.endsWith(SkillFiles.MAIN))
              .map(file -> file.resolveSibling("").normalize())
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new SkillException("There is no %s in it".formatted(SkillFiles.MAIN));
      }
      if (found.size() == 1 || found.contains(folder.normalize())) {
        return found.contains(folder.normalize()) ? folder : found.getFirst();
      }
      throw new SkillException(
          "There are %d skills in it: %s. Add the folder of one"
              .formatted(
                  found.size(),
                  String.join(
                      ", ", found.stream().map(it -> folder.relativize(it).toString()).toList())));
    } catch (IOException e) {
      throw new SkillException(folder + " can't be read: " + e.getMessage(), e);
    }
  }

  private void unpack() throws SkillException {
    int entries = 0;
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(local))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++entries > MOST_ENTRIES) {
          throw new SkillException("There are more than %d files in it".formatted(MOST_ENTRIES));
        }
        unpack(zip, entry);
      }
    } catch (ZipException e) {
      throw new SkillException(given + " is no good zip file: " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new SkillException(given + " can't be unpacked: " + e.getMessage(), e);
    }
    if (entries == 0) {
      throw new SkillException(given + " is no zip file, or an empty one");
    }
  }

  private void unpack(InputStream zip, ZipEntry entry) throws IOException, SkillException {
    Path file = scratch.resolve(entry.getName()).normalize();
    if (!file.startsWith(scratch) || file.equals(scratch)) {
      throw new SkillException("'%s' would lie outside of it".formatted(entry.getName()));
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    // One more than may be, so that it is found to be too long.
    byte[] bytes = zip.readNBytes(SkillFiles.LONGEST + 1);
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, bytes);
  }

  private void clone(Path target) throws SkillException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "clone", "--quiet", "--depth", "1", "--", given));
    command.add(target.toString());
    try {
      Path said = scratch.resolve("git.log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().put("GIT_TERMINAL_PROMPT", "0");
      Process git = builder.start();
      git.getOutputStream().close();
      if (!git.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        git.destroyForcibly();
        throw new SkillException(
            "git took longer than %d s to clone %s".formatted(PATIENCE.toSeconds(), given));
      }
      if (git.exitValue() != 0) {
        String text = Files.readString(said, StandardCharsets.ISO_8859_1).strip();
        throw new SkillException(
            "git can't clone %s: %s"
                .formatted(given, text.substring(0, Math.min(LONGEST_TOLD, text.length()))));
      }
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      throw new SkillException(
          why.contains("cannot run program")
              ? "git is missing. Debian: apt install git"
              : "git can't be run: " + e.getMessage(),
          e);
    }
  }
}
