package dev.oxydra.runner.isolation.container;

import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What of a distribution goes into images.
 *
 * @param distribution its folder
 */
record ImageContent(Path distribution) {
  /** Where an image has it. */
  static final String INSIDE = "/opt/oxydra";

  private static final int DIGITS = 16;

  /** What an image is built by. */
  Path dockerfile() {
    return distribution.resolve("docker/Dockerfile");
  }

  /**
   * The files and folders of an image besides {@link #dockerfile}, folders before what is in them,
   * in an order that is always the same.
   *
   * @throws IsolationException when the distribution is not complete
   */
  List<Path> files(ImageRole role) {
    try {
      List<Path> files = new ArrayList<>(tree(distribution.resolve("runtime")));
      Path lib = distribution.resolve("lib");
      files.add(lib);
      for (String jar : Files.readAllLines(lib.resolve(role.program() + ".classpath"))) {
        files.add(lib.resolve(jar).toRealPath(LinkOption.NOFOLLOW_LINKS));
      }
      if (Files.isDirectory(lib.resolve("native"))) {
        files.addAll(tree(lib.resolve("native")));
      }
      Path caches = distribution.resolve("aot");
      files.add(caches);
      try (Stream<Path> found = Files.list(caches)) {
        found.filter(cache -> isOf(role, cache)).sorted().forEach(files::add);
      }
      return files;
    } catch (IOException e) {
      throw incomplete(e);
    }
  }

  private static boolean isOf(ImageRole role, Path cache) {
    return cache.getFileName().toString().startsWith(role.program() + "-");
  }

  private static List<Path> tree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.sorted().toList();
    }
  }

  /**
   * Names it: another one as soon as anything of it changes. Times count, since an AOT cache is
   * used with jars of the times that it was made with and no others; so their bytes need not.
   *
   * @return hexadecimal digits
   */
  String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(dockerfile()));
      for (ImageRole role : ImageRole.values()) {
        for (Path file : files(role)) {
          digest.update(line(file).getBytes(StandardCharsets.UTF_8));
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (IOException e) {
      throw incomplete(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private String line(Path file) throws IOException {
    String name = distribution.relativize(file).toString();
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? "%s %d %d%n"
            .formatted(name, Files.size(file), Files.getLastModifiedTime(file).to(TimeUnit.SECONDS))
        : name + "\n";
  }

  private IsolationException incomplete(IOException e) {
    return new IsolationException(
        Kind.UNAVAILABLE,
        "The distribution in %s is not complete, containers can't be made from it: %s is missing or can't be read. Build or install it again."
            .formatted(distribution, e.getMessage()),
        e);
  }
}
