package dev.oxydra.tools;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in which each star stands for any characters, line ends too, or none. */
public record TextPattern(Pattern pattern) {
  /** Of a text with stars. */
  public static TextPattern of(String text) {
    return new TextPattern(
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL));
  }

  /** Whether the whole of {@code text} fits. */
  public boolean matches(String text) {
    return pattern.matcher(text).matches();
  }
}
