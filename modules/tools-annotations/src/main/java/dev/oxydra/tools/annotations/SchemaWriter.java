package dev.oxydra.tools.annotations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.tools.annotations.ToolModel.Field;
import dev.oxydra.tools.annotations.ToolModel.ValueType;
import java.util.List;

/**
 * Writes JSON Schema, draft 2020-12 (json-schema.org/draft/2020-12), of the part that all providers
 * take: no references, and no field beyond those that are named.
 */
final class SchemaWriter {
  private SchemaWriter() {}

  static ObjectNode object(List<Field> fields) {
    ObjectNode schema = typed("object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    for (Field field : fields) {
      properties.set(field.name(), described(field));
      if (!field.optional()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode described(Field field) {
    ObjectNode schema = value(field.type());
    ObjectNode described = JsonNodeFactory.instance.objectNode();
    described.set("type", schema.remove("type"));
    described.put("description", field.description());
    return described.setAll(schema);
  }

  private static ObjectNode value(ValueType type) {
    return switch (type) {
      case ValueType.Text text -> text(text);
      case ValueType.Truth() -> typed("boolean");
      case ValueType.Whole whole -> whole(whole);
      case ValueType.Number() -> typed("number");
      case ValueType.Choice choice -> choice(choice);
      case ValueType.Many many -> typed("array").set("items", value(many.item()));
      case ValueType.Group group -> object(group.fields());
    };
  }

  private static ObjectNode text(ValueType.Text text) {
    ObjectNode schema = typed("string");
    // A pattern of JSON Schema is searched for, ours is for the whole.
    return text.pattern().isEmpty()
        ? schema
        : schema.put("pattern", "^(?:" + text.pattern() + ")$");
  }

  private static ObjectNode whole(ValueType.Whole whole) {
    ObjectNode schema = typed("integer");
    if (whole.min() != Long.MIN_VALUE) {
      schema.put("minimum", whole.min());
    }
    if (whole.max() != Long.MAX_VALUE) {
      schema.put("maximum", whole.max());
    }
    return schema;
  }

  private static ObjectNode choice(ValueType.Choice choice) {
    ObjectNode schema = typed("string");
    ArrayNode constants = schema.putArray("enum");
    choice.constants().forEach(constant -> constants.add(Names.snake(constant)));
    return schema;
  }

  private static ObjectNode typed(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
