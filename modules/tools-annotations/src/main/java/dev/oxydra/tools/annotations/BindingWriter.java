package dev.oxydra.tools.annotations;

import dev.oxydra.tools.annotations.ToolModel.CallParameter;
import dev.oxydra.tools.annotations.ToolModel.Collaborator;
import dev.oxydra.tools.annotations.ToolModel.Field;
import dev.oxydra.tools.annotations.ToolModel.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the class that makes a {@code dev.oxydra.types.Tool} of a declared one. */
final class BindingWriter {
  private static final String LIBRARY = "dev.oxydra.tools.annotations.";

  private final ToolModel tool;
  private final Map<String, String> readers = new LinkedHashMap<>();

  private BindingWriter(ToolModel tool) {
    this.tool = tool;
  }

  static String write(String packageName, ToolModel tool) {
    return new BindingWriter(tool).write(packageName);
  }

  private String write(String packageName) {
    String run = tool.isRecord() ? runOfRecord() : runOfMethod();
    return """
    package %s;

    /** Written from {@code %s}. */
    final class %s implements dev.oxydra.types.Tool {
      private static final dev.oxydra.types.ToolSpec SPEC =
          new dev.oxydra.types.ToolSpec(
              %s,
              %s,
              dev.oxydra.tools.annotations.Argument.schema(dev.oxydra.types.Json.mapper(), %s),
              dev.oxydra.types.SafetyTier.%s);

    %s
      @Override
      public dev.oxydra.types.ToolSpec spec() {
        return SPEC;
      }

      @Override
      public dev.oxydra.types.ToolOutput run(
          com.fasterxml.jackson.databind.JsonNode arguments, dev.oxydra.types.ToolContext context)
          throws InterruptedException {
        dev.oxydra.tools.annotations.Argument in =
            dev.oxydra.tools.annotations.Argument.root(arguments);
    %s  }
    %s}
    """
        .formatted(
            packageName,
            tool.owner().getQualifiedName(),
            tool.bindingName(),
            literal(tool.name()),
            literal(tool.description()),
            literal(SchemaWriter.object(tool.fields()).toString()),
            tool.tier(),
            constructor(),
            run,
            String.join("", readers.values()));
  }

  /** What the class holds: the tool's object, or what the record's method is given. */
  private List<Collaborator> held() {
    return tool.isRecord()
        ? tool.collaborators()
        : List.of(new Collaborator(tool.owner().getQualifiedName().toString(), "target"));
  }

  private String constructor() {
    String fields =
        held().stream()
            .map(held -> "  private final " + held.type() + " " + held.variable() + ";\n")
            .collect(Collectors.joining());
    String parameters =
        held().stream()
            .map(held -> held.type() + " " + held.variable())
            .collect(Collectors.joining(", "));
    String assignments =
        held().stream()
            .map(held -> "    this." + held.variable() + " = " + held.variable() + ";\n")
            .collect(Collectors.joining());
    return "%s\n  %s(%s) {\n%s  }\n".formatted(fields, tool.bindingName(), parameters, assignments);
  }

  private String runOfMethod() {
    return reads(tool.fields(), "    ") + refusal() + "    return target." + call() + ";\n";
  }

  private String runOfRecord() {
    return reads(tool.fields(), "    ")
        + "    %s request = in.build(() -> new %s(%s));\n"
            .formatted(
                tool.owner().getQualifiedName(),
                tool.owner().getQualifiedName(),
                variables(tool.fields()))
        + refusal()
        + "    return request."
        + call()
        + ";\n";
  }

  private String refusal() {
    return """
        if (!in.isValid()) {
          return dev.oxydra.types.ToolOutput.failed(in.report(%s));
        }
    """
        .formatted(literal(tool.name()));
  }

  private String call() {
    String given =
        tool.call().stream()
            .map(parameter ->
                switch (parameter) {
                  case CallParameter.Argument(Field field) -> field.variable();
                  case CallParameter.Context() -> "context";
                  case CallParameter.Worker(Collaborator worker) -> "this." + worker.variable();
                })
            .collect(Collectors.joining(", "));
    return tool.method() + "(" + given + ")";
  }

  private String reads(List<Field> fields, String indent) {
    return fields.stream()
            .map(field ->
                "%s%s %s =\n%s    in.%s(%s, %s);\n"
                    .formatted(
                        indent,
                        javaType(field.type()),
                        field.variable(),
                        indent,
                        field.optional() ? "optional" : "required",
                        literal(field.name()),
                        reader(field.type())))
            .collect(Collectors.joining())
        + indent
        + "in.noOthers();\n";
  }

  private static String variables(List<Field> fields) {
    return fields.stream().map(Field::variable).collect(Collectors.joining(", "));
  }

  private static String javaType(ValueType type) {
    return switch (type) {
      case ValueType.Text text -> "String";
      case ValueType.Truth() -> "Boolean";
      case ValueType.Whole whole -> whole.wide() ? "Long" : "Integer";
      case ValueType.Number() -> "Double";
      case ValueType.Choice choice -> choice.type();
      case ValueType.Many many -> "java.util.List<" + javaType(many.item()) + ">";
      case ValueType.Group group -> group.type();
    };
  }

  private String reader(ValueType type) {
    String types = LIBRARY + "ArgumentTypes.";
    return switch (type) {
      case ValueType.Text text ->
          types + "text(" + (text.pattern().isEmpty() ? "" : literal(text.pattern())) + ")";
      case ValueType.Truth() -> types + "truth()";
      case ValueType.Whole whole ->
          types
              + (whole.wide() ? "longInteger(" : "integer(")
              + "%s, %s)".formatted(bound(whole.min()), bound(whole.max()));
      case ValueType.Number() -> types + "number()";
      case ValueType.Choice choice -> types + "choice(" + constants(choice) + ")";
      case ValueType.Many many -> types + "list(" + reader(many.item()) + ")";
      case ValueType.Group group -> tool.bindingName() + "::" + readerOf(group);
    };
  }

  private static String bound(long value) {
    return value == Long.MIN_VALUE
        ? "Long.MIN_VALUE"
        : value == Long.MAX_VALUE ? "Long.MAX_VALUE" : value + "L";
  }

  private static String constants(ValueType.Choice choice) {
    return choice.constants().stream()
        .map(constant ->
            "java.util.Map.entry(%s, %s.%s)"
                .formatted(literal(Names.snake(constant)), choice.type(), constant))
        .collect(Collectors.joining(", ", "java.util.Map.ofEntries(", ")"));
  }

  /** The name of the method that reads a record; writes the method when there is none yet. */
  private String readerOf(ValueType.Group group) {
    String name = "read" + group.type().replace('.', '_');
    if (readers.putIfAbsent(name, "") == null) {
      readers.put(
          name,
          """

            private static %s %s(dev.oxydra.tools.annotations.Argument in) {
              if (!in.isObject()) {
                return null;
              }
          %s    return in.build(() -> new %s(%s));
            }
          """
              .formatted(
                  group.type(),
                  name,
                  reads(group.fields(), "    "),
                  group.type(),
                  variables(group.fields())));
    }
    return name;
  }

  static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append((char) c);
          }
        });
    return out.append('"').toString();
  }
}
