package dev.oxydra.tools.annotations;

import dev.oxydra.tools.annotations.ToolModel.Field;
import dev.oxydra.tools.annotations.ToolModel.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Reads what arguments a tool has. Every mistake is reported, so that all are seen at once. */
final class TypeReader {
  private static final String SUPPORTED =
      "supported are String, boolean, int, long, double, enums, records of these, and List of"
          + " these; @Nullable (org.jspecify) and the boxed type make one optional";
  private static final Set<TypeKind> WHOLE = Set.of(TypeKind.INT, TypeKind.LONG);

  private final Consumer<DeclarationException> errors;

  TypeReader(Consumer<DeclarationException> errors) {
    this.errors = errors;
  }

  /** The fields of {@code elements}, parameters or components; wrong ones are left out. */
  List<Field> fields(List<? extends Element> elements) {
    return fields(elements, List.of());
  }

  private List<Field> fields(List<? extends Element> elements, List<String> within) {
    List<Field> fields = new ArrayList<>();
    for (Element element : elements) {
      try {
        fields.add(field(element, within));
      } catch (DeclarationException e) {
        errors.accept(e);
      }
    }
    return List.copyOf(fields);
  }

  private Field field(Element element, List<String> within) throws DeclarationException {
    Param param = element.getAnnotation(Param.class);
    if (param == null || param.value().isBlank()) {
      throw new DeclarationException(
          element, "Describe '" + element.getSimpleName() + "' to the model with @Param(\"…\")");
    }
    ValueType type = refine(element, param, type(element, element.asType(), within));
    String name = element.getSimpleName().toString();
    return new Field(
        Names.snake(name), name + "Value", param.value(), isNullable(element.asType()), type);
  }

  private static ValueType refine(Element element, Param param, ValueType type)
      throws DeclarationException {
    boolean bounded = param.min() != Long.MIN_VALUE || param.max() != Long.MAX_VALUE;
    boolean matched = !param.pattern().isEmpty();
    if (bounded && !(type instanceof ValueType.Whole)) {
      throw new DeclarationException(element, "min and max are for int and long only");
    }
    if (matched && !(type instanceof ValueType.Text)) {
      throw new DeclarationException(element, "pattern is for String only");
    }
    if (bounded && type instanceof ValueType.Whole whole) {
      return new ValueType.Whole(whole.wide(), param.min(), param.max());
    }
    return matched ? new ValueType.Text(param.pattern()) : type;
  }

  private static boolean isNullable(TypeMirror type) {
    return type.getAnnotationMirrors().stream()
        .anyMatch(annotation ->
            annotation.getAnnotationType().toString().equals("org.jspecify.annotations.Nullable"));
  }

  private ValueType type(Element at, TypeMirror type, List<String> within)
      throws DeclarationException {
    if (type instanceof DeclaredType declared && declared.asElement() instanceof TypeElement of) {
      return declaredType(at, declared, of, within);
    }
    if (type.getKind() == TypeKind.BOOLEAN) {
      return new ValueType.Truth();
    }
    if (type.getKind() == TypeKind.DOUBLE) {
      return new ValueType.Number();
    }
    if (WHOLE.contains(type.getKind())) {
      return whole(type.getKind() == TypeKind.LONG);
    }
    throw unsupported(at, type);
  }

  private ValueType declaredType(Element at, DeclaredType type, TypeElement of, List<String> within)
      throws DeclarationException {
    String name = of.getQualifiedName().toString();
    return switch (name) {
      case "java.lang.String" -> new ValueType.Text("");
      case "java.lang.Boolean" -> new ValueType.Truth();
      case "java.lang.Integer" -> whole(false);
      case "java.lang.Long" -> whole(true);
      case "java.lang.Double" -> new ValueType.Number();
      case "java.util.List" -> {
        if (type.getTypeArguments().isEmpty()) {
          throw unsupported(at, type);
        }
        TypeMirror item = type.getTypeArguments().getFirst();
        if (isNullable(item)) {
          throw new DeclarationException(at, "Items of a list can't be @Nullable");
        }
        yield new ValueType.Many(type(at, item, within));
      }
      default -> ownType(at, type, of, within);
    };
  }

  private ValueType ownType(Element at, DeclaredType type, TypeElement of, List<String> within)
      throws DeclarationException {
    String name = of.getQualifiedName().toString();
    boolean isEnum = of.getKind() == ElementKind.ENUM;
    if (!isEnum && (of.getKind() != ElementKind.RECORD || !of.getTypeParameters().isEmpty())) {
      throw unsupported(at, type);
    }
    if (of.getModifiers().contains(Modifier.PRIVATE)) {
      throw new DeclarationException(at, name + " must not be private: written code reads it");
    }
    if (isEnum) {
      return new ValueType.Choice(name, constants(of));
    }
    if (within.contains(name)) {
      throw new DeclarationException(at, name + " contains itself; " + SUPPORTED);
    }
    List<String> inside = new ArrayList<>(within);
    inside.add(name);
    return new ValueType.Group(name, fields(of.getRecordComponents(), inside));
  }

  private static List<String> constants(TypeElement of) {
    return ElementFilter.fieldsIn(of.getEnclosedElements()).stream()
        .filter(field -> field.getKind() == ElementKind.ENUM_CONSTANT)
        .map(field -> field.getSimpleName().toString())
        .toList();
  }

  private static ValueType whole(boolean wide) {
    return new ValueType.Whole(wide, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static DeclarationException unsupported(Element at, TypeMirror type) {
    return new DeclarationException(
        at, "'" + at.getSimpleName() + "' has the type " + type + "; " + SUPPORTED);
  }
}
