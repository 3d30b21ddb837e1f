package dev.oxydra.runner;

/** Text of a guest, for terminals, which obey control characters. */
final class Printable {
  private Printable() {}

  /**
   * @param longest how many characters of it are kept
   */
  static String of(String text, int longest) {
    String plain = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    return plain.length() <= longest ? plain : plain.substring(0, longest) + "…";
  }

  /** One line, with its tabs and blanks. */
  static String line(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\t]]", "\uFFFD");
  }
}
