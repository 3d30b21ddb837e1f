package dev.oxydra.runner.skills;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a skill's folder: texts by their paths, with slashes, in order. Nothing is followed
 * out of it.
 *
 * @param texts all files
 */
record SkillFiles(SortedMap<String, String> texts) {
  /** The file with the instructions. */
  static final String MAIN = "SKILL.md";

  /** The longest text, in bytes. */
  static final int LONGEST = 64 << 10;

  /** How many files there may be. */
  static final int MOST = 64;

  /**
   * Reads a folder; what git keeps beside it is left out.
   *
   * @throws SkillException when there is something in it that a skill may not have
   */
  static SkillFiles read(Path folder) throws SkillException {
    SortedMap<String, String> texts = new TreeMap<>();
    try {
      Files.walkFileTree(folder, new Reading(folder, texts));
    } catch (Refusal e) {
      throw new SkillException(e.why, e);
    } catch (IOException e) {
      throw new SkillException(folder + " can't be read: " + e.getMessage(), e);
    }
    if (!texts.containsKey(MAIN)) {
      throw new SkillException("There is no %s in %s".formatted(MAIN, folder));
    }
    return new SkillFiles(texts);
  }

  /** Carries a reason out of a walk. */
  private static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;
    final String why;

    Refusal(String why) {
      super(why);
      this.why = why;
    }
  }

  private static final class Reading extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Map<String, String> texts;

    Reading(Path folder, Map<String, String> texts) {
      this.folder = folder;
      this.texts = texts;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
      return entered.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = folder.relativize(file).toString();
      if (!attributes.isRegularFile()) {
        throw new Refusal(
            "%s is no plain file: a skill has no links and no devices".formatted(path));
      }
      if (attributes.size() > LONGEST) {
        throw new Refusal(
            "%s has %,d bytes, and may have %,d: move what is looked up into references"
                .formatted(path, attributes.size(), LONGEST));
      }
      if (texts.size() == MOST) {
        throw new Refusal("There are more than %d files in it".formatted(MOST));
      }
      texts.put(path, text(path, Files.readAllBytes(file)));
      return FileVisitResult.CONTINUE;
    }

    private static String text(String path, byte[] bytes) throws Refusal {
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        Refusal refusal = new Refusal(path + " is no text in UTF-8");
        refusal.initCause(e);
        throw refusal;
      }
    }
  }

  String main() {
    return texts.getOrDefault(MAIN, "");
  }

  /** SHA-256 over all paths and texts, each after its length; {@code sha256:} and hex. */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.forEach((path, text) -> {
        add(digest, path);
        add(digest, text);
      });
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
