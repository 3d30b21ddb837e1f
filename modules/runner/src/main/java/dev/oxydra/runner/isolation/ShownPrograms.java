package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a sandbox shows the folders of programs: at their own paths, so that all links in them
 * hold. A folder below one of the user's mounts, such as a distribution that was unpacked to {@code
 * /tmp}, would leave an empty mount point in the user's own folder; it is shown elsewhere.
 *
 * @param byHost the path inside, by the path on the host
 */
record ShownPrograms(Map<Path, String> byHost) {
  private static final String ELSEWHERE = "/run/programs/";

  static ShownPrograms of(LaunchSpec spec) {
    Map<Path, String> shown = new LinkedHashMap<>();
    for (Path program : spec.programs()) {
      boolean covered =
          spec.mounts().stream().anyMatch(mount -> program.startsWith(mount.inside()));
      shown.put(program, covered ? ELSEWHERE + shown.size() : program.toString());
    }
    return new ShownPrograms(shown);
  }

  List<Mount> mounts() {
    return byHost.entrySet().stream()
        .map(program -> Mount.readOnly(program.getKey(), program.getValue()))
        .toList();
  }

  /** A command with the paths that it finds inside. */
  List<String> command(List<String> command) {
    return command.stream().map(this::inside).toList();
  }

  private String inside(String argument) {
    String inside = argument;
    for (Map.Entry<Path, String> program : byHost.entrySet()) {
      String host = program.getKey().toString();
      if (!host.equals(program.getValue()) && inside.contains(host)) {
        inside =
            Pattern.compile(Pattern.quote(host) + "(?=[/:]|$)")
                .matcher(inside)
                .replaceAll(Matcher.quoteReplacement(program.getValue()));
      }
    }
    return inside;
  }
}
