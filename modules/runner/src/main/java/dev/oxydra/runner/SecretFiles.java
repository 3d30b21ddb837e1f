package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;

import dev.oxydra.runner.config.ConfigEntry;
import dev.oxydra.runner.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether files of the configuration that hold secrets are for nobody else to read. */
final class SecretFiles {
  private static final Pattern FILE_AND_LINE = Pattern.compile("(/.+):\\d+");
  private static final Pattern SECRET = Pattern.compile(".*\\.(api_key|extra_headers)");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private SecretFiles() {}

  static List<Finding> findings(List<ConfigEntry> entries) {
    return entries.stream()
        .filter(entry -> SECRET.matcher(entry.key()).matches())
        .map(entry -> FILE_AND_LINE.matcher(entry.origin()))
        .filter(Matcher::matches)
        .map(file -> Path.of(file.group(1)))
        .distinct()
        .filter(SecretFiles::isReadableByOthers)
        .map(file ->
            broken(
                "secrets",
                "%s holds a key or header and others of this machine can read it: chmod 600 %s, and have the key replaced if they are not to be trusted."
                    .formatted(file, file)))
        .toList();
  }

  private static boolean isReadableByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
