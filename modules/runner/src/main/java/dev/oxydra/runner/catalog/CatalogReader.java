package dev.oxydra.runner.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Json;
import dev.oxydra.types.ModelInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a catalogue in the format of models.dev, one model at a time. What it doesn't know it
 * skips; what would make a wrong bill or a wrong limit is a problem.
 */
final class CatalogReader {
  private static final int MOST_PROBLEMS = 20;

  /** Four times what models.dev lists; each takes memory. */
  private static final int MOST_MODELS = 20_000;

  private static final String REMEDY = "Correct the file, or remove it";
  private static final ObjectReader TREES =
      Json.mapper()
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String origin;
  private final Predicate<String> wanted;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, Map<String, ModelInfo>> providers = new HashMap<>();
  private boolean anyModel;
  private int models;

  private CatalogReader(String origin, Predicate<String> wanted) {
    this.origin = origin;
    this.wanted = wanted;
  }

  /**
   * Reads all of it.
   *
   * @param origin the file or address, for messages
   * @param wanted which providers are read; others are skipped, and not checked
   * @throws ConfigException with the first twenty things that are wrong
   * @throws IOException when it can't be read
   */
  static Catalog read(InputStream json, String origin, Predicate<String> wanted)
      throws IOException {
    CatalogReader reader = new CatalogReader(origin, wanted);
    try (JsonParser in = Json.mapper().createParser(json)) {
      reader.catalog(in);
    } catch (JsonProcessingException e) {
      reader.problems.add(
          new ConfigProblem(origin, line(e), "", "This is not JSON: " + reason(e), REMEDY));
    }
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return new Catalog(reader.providers);
  }

  private void catalog(JsonParser in) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      problem(in, "", "This must be an object of providers");
      return;
    }
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      if (wanted.test(name)) {
        provider(in, name);
      } else {
        anyModel = true;
        in.skipChildren();
      }
      if (problems.size() >= MOST_PROBLEMS || models > MOST_MODELS) {
        return;
      }
    }
    if (in.nextToken() != null) {
      problem(in, "", "Something follows the end");
    } else if (!anyModel && problems.isEmpty()) {
      problem(in, "", "There is no model in it");
    }
  }

  private void provider(JsonParser in, String provider) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      problem(in, provider, "This must be an object with models");
      in.skipChildren();
      return;
    }
    for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      in.nextToken();
      if (field.equals("models")) {
        models(in, provider);
      } else {
        in.skipChildren();
      }
    }
  }

  private void models(JsonParser in, String provider) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      problem(in, provider + ".models", "This must be an object of models");
      in.skipChildren();
      return;
    }
    Map<String, ModelInfo> read = new HashMap<>();
    for (String id = in.nextFieldName(); id != null; id = in.nextFieldName()) {
      if (++models > MOST_MODELS) {
        problem(in, provider, "There are more than " + MOST_MODELS + " models in it");
        return;
      }
      in.nextToken();
      String key = provider + "/" + id;
      int line = in.currentTokenLocation().getLineNr();
      JsonNode json = TREES.readTree(in);
      read.put(
          id,
          ModelReader.read(
              json,
              (field, message) -> {
                String path = field.isEmpty() ? key : key + ": " + field;
                problems.add(new ConfigProblem(origin, line, path, message, REMEDY));
              }));
      anyModel = true;
    }
    providers.put(provider, read);
  }

  private void problem(JsonParser in, String key, String message) {
    int line = Math.max(0, in.currentTokenLocation().getLineNr());
    problems.add(new ConfigProblem(origin, line, key, message, REMEDY));
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
  }

  private static String reason(JsonProcessingException e) {
    @Nullable String message = e.getOriginalMessage();
    return e instanceof JsonEOFException || message == null
        ? "it ends too early"
        : message.replaceAll("\\s+", " ").replaceAll("\\.$", "");
  }
}
