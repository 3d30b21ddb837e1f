package dev.oxydra.runner.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.ModelInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/** Writes catalogues, without data binding, which would take longer than all else at a start. */
public final class CatalogWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private CatalogWriter() {}

  /** Something that is written as JSON. */
  private interface Written {
    void to(JsonGenerator out) throws IOException;
  }

  /**
   * In the format of models.dev, in the order of the alphabet and one model a line, so that
   * differences are easy to see; with a line break at the end.
   */
  public static String write(Catalog catalog) {
    StringBuilder out = new StringBuilder("{\n");
    Iterator<Map.Entry<String, Map<String, ModelInfo>>> providers =
        catalog.providers().entrySet().iterator();
    while (providers.hasNext()) {
      var provider = providers.next();
      String name = json(it -> it.writeString(provider.getKey()));
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
      String id = model.getKey();
      out.append(json(it -> it.writeString(id)))
          .append(':')
          .append(
              json(it -> {
                it.writeStartObject();
                it.writeStringField("id", id);
                ModelWriter.fields(it, model.getValue());
                it.writeEndObject();
              }))
          .append(rest.hasNext() ? ",\n" : "\n");
    }
  }

  /** As {@link Catalog} itself is in JSON, for a guest. */
  public static String plain(Catalog catalog) {
    return json(out -> {
      out.writeStartObject();
      for (var provider : catalog.providers().entrySet()) {
        out.writeObjectFieldStart(provider.getKey());
        for (var model : provider.getValue().entrySet()) {
          out.writeObjectFieldStart(model.getKey());
          ModelWriter.fields(out, model.getValue());
          out.writeEndObject();
        }
        out.writeEndObject();
      }
      out.writeEndObject();
    });
  }

  private static String json(Written written) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      written.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write a catalogue as JSON", e);
    }
    return text.toString();
  }
}
