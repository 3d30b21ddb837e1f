package dev.oxydra.runner;

import dev.oxydra.runner.config.ConfigEntry;
import dev.oxydra.runner.config.ConfigFile;
import dev.oxydra.runner.config.FirstRun;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be written when all questions are answered. */
final class SetupChanges {
  static final String AGENT = "agent.conf";
  static final String RUNNER = "runner.conf";

  private final Map<String, Map<String, String>> keys = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  /**
   * @param file {@link #AGENT} or {@link #RUNNER}
   * @param value in HOCON
   */
  void set(String file, String key, String value) {
    keys.computeIfAbsent(file, name -> new LinkedHashMap<>()).put(key, value);
  }

  /**
   * @param file relative to the configuration folder
   */
  void secret(String file, String value) {
    secrets.put(file, value);
  }

  /** A line each, without secrets. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    secrets.keySet().forEach(file -> lines.add(file + ": the key"));
    keys.forEach((file, values) ->
        values.forEach((key, value) -> lines.add(file + ": " + key + " = " + value)));
    return lines;
  }

  /**
   * Writes all, the examples first where there is no file yet.
   *
   * @return the files that were written, and {@link ConfigFile}s to restore if they turn out wrong
   */
  Written write(Path folder, UserId user) throws IOException {
    Written written = new Written(new ArrayList<>(FirstRun.write(folder, user)), edited(folder));
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      Path file = folder.resolve(secret.getKey());
      privateFolder(file.resolveSibling(""));
      ConfigFile.replace(file, secret.getValue() + "\n");
      written.files().add(file);
    }
    for (ConfigFile file : written.edited()) {
      if (file.write() && !written.files().contains(file.path())) {
        written.files().add(file.path());
      }
    }
    return written;
  }

  private List<ConfigFile> edited(Path folder) throws IOException {
    List<ConfigFile> edited = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> entry : keys.entrySet()) {
      ConfigFile file = ConfigFile.read(folder.resolve(entry.getKey()));
      entry.getValue().forEach(file::set);
      edited.add(file);
    }
    return edited;
  }

  /** Says which of the keys have another value all the same, as a stronger layer has them too. */
  List<String> overruled(Path folder, List<ConfigEntry> entries) {
    List<String> lines = new ArrayList<>();
    keys.forEach((file, values) -> {
      String own = folder.resolve(file).toString();
      for (ConfigEntry entry : entries) {
        boolean here = file.startsWith(entry.file()) && values.containsKey(entry.key());
        boolean stronger = !entry.origin().startsWith(own) && !entry.origin().equals("default");
        if (here && stronger) {
          lines.add("But " + entry.key() + " is set in " + entry.origin() + " too, which wins.");
        }
      }
    });
    return lines;
  }

  private static void privateFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** What was written. */
  record Written(List<Path> files, List<ConfigFile> edited) {
    void restore() throws IOException {
      for (ConfigFile file : edited) {
        file.restore();
      }
    }
  }
}
