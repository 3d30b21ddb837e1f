package dev.oxydra.tools.annotations;

import dev.oxydra.tools.annotations.ToolModel.CallParameter;
import dev.oxydra.tools.annotations.ToolModel.Collaborator;
import dev.oxydra.tools.annotations.ToolModel.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads the declaration of a tool and checks it. */
final class ToolReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final String CONTEXT = "dev.oxydra.types.ToolContext";
  private static final String OUTPUT = "dev.oxydra.types.ToolOutput";

  private final Elements elements;
  private final Types types;
  private final Descriptions descriptions;
  private final TypeReader typeReader;

  ToolReader(
      Elements elements,
      Types types,
      Descriptions descriptions,
      Consumer<DeclarationException> errors) {
    this.elements = elements;
    this.types = types;
    this.descriptions = descriptions;
    this.typeReader = new TypeReader(errors);
  }

  /** The tool that {@code element}, a method or a type with {@link Tool}, declares. */
  ToolModel read(Element element) throws DeclarationException {
    Tool tool = element.getAnnotation(Tool.class);
    if (!NAME.matcher(tool.name()).matches()) {
      throw new DeclarationException(
          element, "'" + tool.name() + "' must be snake_case, at most 64 characters");
    }
    String description = descriptions.of(tool.name(), element);
    if (element instanceof ExecutableElement method) {
      return ofMethod(tool, description, method);
    }
    if (element instanceof TypeElement type && type.getKind() == ElementKind.RECORD) {
      return ofRecord(tool, description, type);
    }
    throw new DeclarationException(element, "@Tool goes on a method or a record");
  }

  private ToolModel ofMethod(Tool tool, String description, ExecutableElement method)
      throws DeclarationException {
    checkMethod(method);
    if (!(method.getEnclosingElement() instanceof TypeElement owner)) {
      throw new DeclarationException(method, "A tool's method belongs to a class");
    }
    List<ExecutableElement> constructors =
        ElementFilter.constructorsIn(owner.getEnclosedElements());
    if (constructors.size() != 1
        || constructors.getFirst().getModifiers().contains(Modifier.PRIVATE)) {
      throw new DeclarationException(
          method, owner + " must have exactly one constructor, which is not private");
    }
    List<VariableElement> given =
        method.getParameters().stream().map(VariableElement.class::cast).toList();
    List<Field> fields =
        typeReader.fields(given.stream().filter(parameter -> !isContext(parameter)).toList());
    return new ToolModel(
        tool.name(),
        tool.tier().name(),
        description,
        owner,
        false,
        method.getSimpleName().toString(),
        fields,
        collaborators(constructors.getFirst()),
        argumentsOf(given, fields));
  }

  private static List<CallParameter> argumentsOf(
      List<VariableElement> parameters, List<Field> fields) {
    List<CallParameter> call = new ArrayList<>();
    for (VariableElement parameter : parameters) {
      if (isContext(parameter)) {
        call.add(new CallParameter.Context());
      }
      String variable = parameter.getSimpleName() + "Value";
      fields.stream()
          .filter(field -> field.variable().equals(variable))
          .forEach(field -> call.add(new CallParameter.Argument(field)));
    }
    return List.copyOf(call);
  }

  private ToolModel ofRecord(Tool tool, String description, TypeElement owner)
      throws DeclarationException {
    ExecutableElement run =
        ElementFilter.methodsIn(owner.getEnclosedElements()).stream()
            .filter(method -> method.getSimpleName().contentEquals("run"))
            .findFirst()
            .orElseThrow(() ->
                new DeclarationException(
                    owner, "A record that is a tool has a method 'ToolOutput run(…)'"));
    checkMethod(run);
    List<CallParameter> call = new ArrayList<>();
    for (VariableElement parameter : run.getParameters()) {
      call.add(
          isContext(parameter)
              ? new CallParameter.Context()
              : new CallParameter.Worker(collaborator(parameter)));
    }
    return new ToolModel(
        tool.name(),
        tool.tier().name(),
        description,
        owner,
        true,
        "run",
        typeReader.fields(owner.getRecordComponents()),
        collaborators(run),
        List.copyOf(call));
  }

  private void checkMethod(ExecutableElement method) throws DeclarationException {
    if (method.getModifiers().contains(Modifier.PRIVATE)
        || method.getModifiers().contains(Modifier.STATIC)) {
      throw new DeclarationException(method, "A tool's method is neither private nor static");
    }
    if (!qualifiedName(method.getReturnType()).equals(OUTPUT)) {
      throw new DeclarationException(method, "A tool's method returns " + OUTPUT);
    }
    for (TypeMirror thrown : method.getThrownTypes()) {
      if (isChecked(thrown) && !qualifiedName(thrown).equals("java.lang.InterruptedException")) {
        throw new DeclarationException(
            method,
            "A tool's method throws no " + thrown + ": a failure is a ToolOutput.failed(…)");
      }
    }
  }

  private boolean isChecked(TypeMirror thrown) {
    return !types.isSubtype(thrown, type("java.lang.RuntimeException"))
        && !types.isSubtype(thrown, type("java.lang.Error"));
  }

  private TypeMirror type(String name) {
    return elements.getTypeElement(name).asType();
  }

  private static List<Collaborator> collaborators(ExecutableElement method) {
    return method.getParameters().stream()
        .filter(parameter -> !isContext(parameter))
        .map(ToolReader::collaborator)
        .toList();
  }

  private static Collaborator collaborator(VariableElement parameter) {
    String name = qualifiedName(parameter.asType());
    return new Collaborator(name, Names.lowerFirst(name.substring(name.lastIndexOf('.') + 1)));
  }

  private static boolean isContext(VariableElement parameter) {
    return qualifiedName(parameter.asType()).equals(CONTEXT);
  }

  private static String qualifiedName(TypeMirror type) {
    return type instanceof DeclaredType declared
            && declared.asElement() instanceof TypeElement element
        ? element.getQualifiedName().toString()
        : type.toString();
  }
}
