package dev.oxydra.tools;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what tools give back: those that are known, what stands behind a word such
 * as {@code password}, and what looks like a key. It can't know all; a guest that has no keys is
 * what keeps them.
 */
final class Scrubber {
  /** What it takes to look random, in bits a character: base64 of a random key has about 5. */
  private static final double RANDOM = 3.8;

  private static final String MARK = "[redacted: %s]";

  /** A word that names a secret, what assigns, and the value: in quotes, or up to a space. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:api[_-]?key|secret[_-]?key|access[_-]?key|client[_-]?secret|auth[_-]?token"
              + "|access[_-]?token|password|passwd|secret|token)[\"']?\\s*(?:=|:|=>)\\s*[\"']?)"
              + "([^\\s\"',;<>\\[\\]{}()$]{8,512})");

  /** The scheme and its credentials in a header, as RFC 9110 has them. */
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "(?i)(authorization[\"']?\\s*:\\s*[\"']?(?:bearer|basic|token)\\s+)([\\w.~+/=-]{8,})");

  private static final Pattern WORD =
      Pattern.compile("(?<![\\w+/=.-])[\\w+/=-]{24,512}(?![\\w+/=-])");
  private static final Pattern HASH = Pattern.compile("(?i)[0-9a-f-]+|sha(1|256|384|512)-.*");

  private final HostPaths paths;
  private final Supplier<List<String>> known;

  Scrubber(HostPaths paths, Supplier<List<String>> known) {
    this.paths = paths;
    this.known = known;
  }

  /** What a person says of a secret, where a program would assign it. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)\\b(?:password|passwort|passwd|passphrase|passcode|pin|api[ _-]?key|secret key|access"
              + " token|token)\\b(?: (?:code|number))?(?: (?:is|lautet|ist)|:|=)\\s*[\"'`]?(\\S{4,})");

  /** Keys that say what they are: PEM, and the prefixes of well-known services. */
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----|\\bAKIA[0-9A-Z]{16}\\b|\\bgh[pousr]_\\w{20,}"
              + "|\\bgithub_pat_\\w{20,}|\\bglpat-[\\w-]{16,}|\\bxox[abeprs]-[\\w-]{10,}"
              + "|\\bsk-[\\w-]{16,}|\\bAIza[\\w-]{30,}|\\b\\d{8,10}:[\\w-]{35}\\b");

  /** Whether there is something in a text that must not be kept. */
  boolean hasSecret(String text) {
    return !scrub(text).equals(paths.hidden(text))
        || KEY.matcher(text).find()
        || SAID.matcher(text).results().anyMatch(found -> isCode(found.group(1)));
  }

  /** A word that follows may be prose: "my password is long". */
  private static boolean isCode(String value) {
    return value.chars().anyMatch(Character::isDigit)
        || value.chars().skip(1).anyMatch(Character::isUpperCase)
        || value.chars().anyMatch(c -> "!@#$%^&*_+=~".indexOf(c) >= 0);
  }

  String scrub(String text) {
    String scrubbed = paths.hidden(text);
    for (String secret : known.get()) {
      scrubbed = scrubbed.replace(secret, MARK.formatted("a secret of this agent"));
    }
    scrubbed = behind(NAMED, scrubbed);
    scrubbed = AUTHORIZATION.matcher(scrubbed).replaceAll("$1" + MARK.formatted("a secret"));
    return WORD.matcher(scrubbed).replaceAll(Scrubber::unlessHarmless);
  }

  /** What a word says about itself is secret, if it isn't a word of a program or a document. */
  private static String behind(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .replaceAll(found ->
            isMadeUp(found.group(2))
                ? Matcher.quoteReplacement(found.group(1) + MARK.formatted("a secret"))
                : Matcher.quoteReplacement(found.group()));
  }

  /** Letters alone are an identifier or prose more often than a password. */
  private static boolean isMadeUp(String value) {
    boolean digit = value.chars().anyMatch(Character::isDigit);
    boolean letter = value.chars().anyMatch(Character::isLetter);
    return digit && letter && !value.contains("://") && !looksLikeCode(value);
  }

  private static boolean looksLikeCode(String value) {
    return value.matches("[A-Za-z_][\\w]*(\\.[A-Za-z_]\\w*)+.*");
  }

  private static String unlessHarmless(MatchResult found) {
    String word = found.group();
    return Matcher.quoteReplacement(
        isRandom(word)
            ? MARK.formatted("%d characters that look like a secret".formatted(word.length()))
            : word);
  }

  private static boolean isRandom(String word) {
    return isMixed(word)
        && !HASH.matcher(word).matches()
        && !isPath(word)
        && bitsPerCharacter(word) >= RANDOM
        && !isIdentifier(word);
  }

  private static boolean isMixed(String word) {
    return word.chars().anyMatch(Character::isDigit)
        && word.chars().anyMatch(Character::isLowerCase)
        && word.chars().anyMatch(Character::isUpperCase);
  }

  /** Base64 has a slash in 64 characters; a path has one every few, between words. */
  private static boolean isPath(String word) {
    long slashes = word.chars().filter(c -> c == '/').count();
    return slashes > 0 && (word.startsWith("/") || slashes * 20 > word.length());
  }

  /** Shannon's entropy of the characters' frequencies. */
  private static double bitsPerCharacter(String word) {
    int[] counts = new int[128];
    word.chars().forEach(c -> counts[c & 127]++);
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / word.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  /** Its parts are words: on the average their letters are four or more between two borders. */
  private static boolean isIdentifier(String word) {
    String[] parts = word.split("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", -1);
    int letters = 0;
    int words = 0;
    for (String part : parts) {
      letters += part.length();
      words += part.isEmpty() ? 0 : 1;
    }
    return words > 0 && letters >= 4 * words;
  }
}
