package dev.oxydra.runner.catalog;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Json;
import dev.oxydra.types.ModelInfo;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes a catalogue in the format of models.dev, in the order of the alphabet and one model a
 * line, so that differences are easy to see.
 */
public final class CatalogWriter {
  private CatalogWriter() {}

  /** A model as it is written. */
  private record Entry(String id, @JsonUnwrapped ModelInfo info) {}

  /** All of it, with a line break at the end. */
  public static String write(Catalog catalog) {
    StringBuilder out = new StringBuilder("{\n");
    Iterator<Map.Entry<String, Map<String, ModelInfo>>> providers =
        catalog.providers().entrySet().iterator();
    while (providers.hasNext()) {
      var provider = providers.next();
      String name = Json.write(provider.getKey());
      out.append(name).append(":{\"id\":").append(name).append(",\"models\":{\n");
      models(out, provider.getValue());
      out.append("}}").append(providers.hasNext() ? ",\n" : "\n");
    }
    return out.append("}\n").toString();
  }

  private static void models(StringBuilder out, Map<String, ModelInfo> models) {
    Iterator<Map.Entry<String, ModelInfo>> rest = models.entrySet().iterator();
    while (rest.hasNext()) {
      var model = rest.next();
      out.append(Json.write(model.getKey()))
          .append(':')
          .append(Json.write(new Entry(model.getKey(), model.getValue())))
          .append(rest.hasNext() ? ",\n" : "\n");
    }
  }
}
