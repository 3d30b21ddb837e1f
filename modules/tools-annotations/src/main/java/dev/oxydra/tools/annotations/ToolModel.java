package dev.oxydra.tools.annotations;

import java.util.List;
import javax.lang.model.element.TypeElement;

/**
 * A declared tool, checked.
 *
 * @param name its name
 * @param tier the constant of {@code SafetyTier}
 * @param description what the model is told
 * @param owner the class of the tool's method, or the record
 * @param isRecord whether the owner is a record whose components are the arguments
 * @param method the method that runs it
 * @param fields its arguments in order
 * @param collaborators the types that the tool works with, in order: parameters of the owner's
 *     constructor, or of the record's method
 * @param call the parameters of the method in order
 */
record ToolModel(
    String name,
    String tier,
    String description,
    TypeElement owner,
    boolean isRecord,
    String method,
    List<Field> fields,
    List<Collaborator> collaborators,
    List<CallParameter> call) {

  /** The simple name of the class that is written for it. */
  String bindingName() {
    return Names.upperCamel(name) + "Binding";
  }

  /** The type of something that a tool works with, and the name of a variable for it. */
  record Collaborator(String type, String variable) {}

  /** What the method that runs a tool is given. */
  sealed interface CallParameter {
    /** An argument of the model. */
    record Argument(Field field) implements CallParameter {}

    /** The {@code ToolContext}. */
    record Context() implements CallParameter {}

    /** Something that the tool works with. */
    record Worker(Collaborator collaborator) implements CallParameter {}
  }

  /**
   * An argument, or a field of one.
   *
   * @param name its name in JSON
   * @param variable a name for it in Java that meets no other
   */
  record Field(
      String name, String variable, String description, boolean optional, ValueType type) {}

  /** A type that the model can give a value of. */
  sealed interface ValueType {
    /** A string; the pattern is empty for any. */
    record Text(String pattern) implements ValueType {}

    record Truth() implements ValueType {}

    record Whole(boolean wide, long min, long max) implements ValueType {}

    record Number() implements ValueType {}

    record Choice(String type, List<String> constants) implements ValueType {}

    record Many(ValueType item) implements ValueType {}

    /** A record. */
    record Group(String type, List<Field> fields) implements ValueType {}
  }
}
