package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of the distribution as the root image has it. */
final class InsideImage {
  /** Where the image has the distribution. */
  static final String DISTRIBUTION = "/opt/oxydra";

  private InsideImage() {}

  /**
   * The command with the image's paths.
   *
   * @throws IsolationException when it is one of the host that the image hasn't
   */
  static List<String> command(LaunchSpec spec, Path distribution) throws IOException {
    Path real = distribution.toRealPath();
    List<String> command =
        spec.command().stream()
            .map(argument -> inside(inside(argument, distribution), real))
            .toList();
    Path first = Path.of(command.getFirst());
    if (spec.programs().stream().anyMatch(first::startsWith)) {
      throw new IsolationException(
          Kind.UNAVAILABLE,
          "The %s would run with %s, which is not in the root image: the installation has no runtime of its own. Build or install it again."
              .formatted(spec.name(), first));
    }
    return command;
  }

  private static String inside(String argument, Path distribution) {
    return argument.contains(distribution.toString())
        ? Pattern.compile(Pattern.quote(distribution.toString()) + "(?=[/:]|$)")
            .matcher(argument)
            .replaceAll(Matcher.quoteReplacement(DISTRIBUTION))
        : argument;
  }
}
