package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What machines start: kernel, initramfs, and a root image with a distribution in it, which the
 * script {@code images/micro-vm} of that distribution makes.
 */
public final class MicroVmImages {
  static final String KERNEL = "vmlinux";
  static final String INITRAMFS = "initramfs";
  static final String ROOT = "root.img";
  private static final String LABEL = "label";
  private static final String SCRIPT = "images/micro-vm";
  private static final String REMEDY = "Make them: runner images build --micro-vm.";
  private static final List<String> PROGRAMS = List.of("guest", "shell-daemon");
  private static final int DIGITS = 16;

  private MicroVmImages() {}

  /**
   * Makes them anew.
   *
   * @param images the folder that gets them
   * @param distribution what goes into the root image
   * @param root the root file system, a tar file or a folder; null for Debian's, which only root
   *     can make
   * @param progress is told each line that the script says
   * @throws IsolationException when they can't be made
   */
  public static void build(
      Path images, Path distribution, @Nullable Path root, Consumer<String> progress)
      throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(distribution.resolve(SCRIPT).toString(), images.toString()));
    command.add(root == null ? "" : root.toAbsolutePath().toString());
    if (Files.isDirectory(distribution.resolve("lib"))) {
      command.add(distribution.toString()); // Else only the script is of it, as in a source tree.
    }
    Deque<String> last = new ArrayDeque<>();
    try {
      if (images.getParent() != null) {
        Files.createDirectories(images.getParent());
      }
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        said.lines()
            .forEach(line -> {
              last.clear();
              last.add(line);
              progress.accept(line);
            });
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IsolationException(
            Kind.UNAVAILABLE,
            "The images of the tier micro_vm could not be made: %s ended with exit code %d: %s"
                .formatted(command.getFirst(), code, String.join("", last)));
      }
    } catch (IOException e) {
      throw new IsolationException(
          Kind.UNAVAILABLE, "Could not run " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  /**
   * What is wrong with them, and what to do; empty when they are there and of this distribution.
   */
  public static Optional<String> problem(Path images, Path distribution) {
    if (images.toString().contains(",")) {
      return Optional.of(
          "QEMU can't take the path %s, for its comma. Set another: micro_vm.images in runner.conf."
              .formatted(images));
    }
    for (String file : List.of(KERNEL, INITRAMFS, ROOT, LABEL)) {
      if (!Files.isReadable(images.resolve(file))) {
        return Optional.of(
            "The tier micro_vm needs its images, and %s is missing. %s"
                .formatted(images.resolve(file), REMEDY));
      }
    }
    try {
      String found = Files.readString(images.resolve(LABEL)).strip();
      return found.equals(label(distribution))
          ? Optional.empty()
          : Optional.of(
              "The images in %s are of another version than this installation. %s"
                  .formatted(images, REMEDY));
    } catch (IOException e) {
      return Optional.of("The images in %s can't be read: %s. %s".formatted(images, e, REMEDY));
    }
  }

  /** As the script computes it: the jars of ours in them, and what makes and starts the images. */
  private static String label(Path distribution) throws IOException {
    List<Path> parts = new ArrayList<>();
    Path lib = distribution.resolve("lib");
    if (Files.isDirectory(lib)) {
      Set<String> jars = new TreeSet<>();
      for (String program : PROGRAMS) {
        jars.addAll(Files.readAllLines(lib.resolve(program + ".classpath")));
      }
      jars.stream().filter(jar -> jar.startsWith("oxydra-")).map(lib::resolve).forEach(parts::add);
    }
    parts.add(distribution.resolve(SCRIPT));
    parts.add(distribution.resolve(SCRIPT + "-init"));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path part : parts) {
        digest.update(Files.readAllBytes(part));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
