package dev.oxydra.runner.doctor;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How much can still be written to a folder: bytes, and how many files. */
public final class DiskSpace {
  private static final String WHAT = "disk space";
  private static final long LITTLE = 1L << 30;
  private static final long TOO_LITTLE = 100L << 20;
  private static final long FEW_FILES = 10_000;
  private static final long TOO_FEW_FILES = 1000;
  private static final long PATIENCE_S = 5;

  private DiskSpace() {}

  /**
   * How much may still be written.
   *
   * @param folder which need not be there yet
   * @param remedy what to do when there is too little, a sentence
   */
  public static Finding finding(Path folder, String remedy) {
    Path there = existing(folder);
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      return judged(folder, free, inodes(there), remedy);
    } catch (IOException e) {
      return broken(WHAT, "Can't be told of " + folder + ": " + e.getMessage());
    }
  }

  static Finding judged(Path folder, long bytes, OptionalLong inodes, String remedy) {
    long files = inodes.orElse(Long.MAX_VALUE);
    String detail =
        (bytes >> 20)
            + " MiB"
            + (inodes.isPresent() ? " and " + files + " files" : "")
            + " free at "
            + folder;
    if (bytes < TOO_LITTLE || files < TOO_FEW_FILES) {
      return broken(WHAT, detail + ". " + remedy);
    }
    return bytes < LITTLE || files < FEW_FILES
        ? warning(WHAT, detail + ". " + remedy)
        : ok(WHAT, detail);
  }

  private static Path existing(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /** Empty where the file system has no such limit, as btrfs, or it can't be told. */
  private static OptionalLong inodes(Path folder) {
    try {
      Process df =
          new ProcessBuilder(List.of("df", "-Pi", folder.toString()))
              .redirectErrorStream(true)
              .start();
      df.getOutputStream().close();
      String said = new String(df.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return df.waitFor(PATIENCE_S, TimeUnit.SECONDS) && df.exitValue() == 0
          ? available(said)
          : OptionalLong.empty();
    } catch (IOException noSuchProgram) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  /** The second line's total and available; a total of 0 says that there is no limit. */
  static OptionalLong available(String df) {
    String[] fields = df.lines().skip(1).findFirst().orElse("").strip().split("\\s+", -1);
    boolean limited =
        fields.length >= 5 && fields[1].matches("[1-9]\\d*") && fields[3].matches("\\d{1,18}");
    return limited ? OptionalLong.of(Long.parseLong(fields[3])) : OptionalLong.empty();
  }
}
