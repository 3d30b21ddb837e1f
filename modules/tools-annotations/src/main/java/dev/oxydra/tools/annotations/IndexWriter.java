package dev.oxydra.tools.annotations;

import dev.oxydra.tools.annotations.ToolModel.Collaborator;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the class that makes all tools of a package. */
final class IndexWriter {
  private IndexWriter() {}

  static String write(String packageName, List<ToolModel> tools) {
    TreeMap<String, String> needed = new TreeMap<>();
    tools.stream()
        .flatMap(tool -> tool.collaborators().stream())
        .forEach(needs -> needed.put(needs.variable(), needs.type()));
    String parameters =
        needed.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    String constructions =
        tools.stream()
            .sorted(Comparator.comparing(ToolModel::name))
            .map(IndexWriter::construction)
            .collect(Collectors.joining(",\n"));
    return """
    package %s;

    /** All tools of this package. */
    final class ToolIndex {
      private ToolIndex() {}

      /** New tools, by name, which work with what is given. */
      static java.util.List<dev.oxydra.types.Tool> create(%s) {
        return java.util.List.of(
    %s);
      }
    }
    """
        .formatted(packageName, parameters, constructions);
  }

  private static String construction(ToolModel tool) {
    String needs =
        tool.collaborators().stream().map(Collaborator::variable).collect(Collectors.joining(", "));
    String given = tool.isRecord() ? needs : "new " + tool.owner() + "(" + needs + ")";
    return "        new %s(%s)".formatted(tool.bindingName(), given);
  }
}
