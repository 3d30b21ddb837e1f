package dev.oxydra.tools;

import dev.oxydra.types.Bootstrap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths as the guest has them, which become those that tools know. */
record HostPaths(List<Folder> folders) {
  private record Folder(Pattern own, String shown) {}

  /** Where both are the same there is nothing to do. */
  static HostPaths of(Bootstrap.Paths paths) {
    return new HostPaths(
        List.of(
                folder(paths.shared(), Workspace.SHARED),
                folder(paths.tmp(), Workspace.TMP),
                folder(paths.vault(), Workspace.VAULT))
            .stream()
            .filter(folder -> !folder.own().matcher(folder.shown()).matches())
            .toList());
  }

  /** The whole name and what is below it, not another that begins like it. */
  private static Folder folder(String own, String shown) {
    return new Folder(Pattern.compile(Pattern.quote(own) + "(?![\\w.-])"), shown);
  }

  String hidden(String text) {
    String hidden = text;
    for (Folder folder : folders) {
      hidden = folder.own().matcher(hidden).replaceAll(Matcher.quoteReplacement(folder.shown()));
    }
    return hidden;
  }
}
