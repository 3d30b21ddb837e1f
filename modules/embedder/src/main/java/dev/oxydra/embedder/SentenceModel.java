package dev.oxydra.embedder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models that there are: BERT encoders whose tokens' mean is the sentence's vector.
 *
 * <p>{@code e5-small-v2-q} has 33 million parameters, quantised to 8 bits, and makes 384
 * components; its licence is MIT.
 *
 * @see <a href="https://arxiv.org/abs/2212.03533">Wang et al., E5</a>
 */
enum SentenceModel {
  E5_SMALL("e5-small-v2-q", "query: ", "passage: ");

  private final String name;
  private final String query;
  private final String passage;

  SentenceModel(String name, String query, String passage) {
    this.name = name;
    this.query = query;
    this.passage = passage;
  }

  /**
   * By its name.
   *
   * @throws EmbedderException when there is none
   */
  static SentenceModel named(String name) {
    for (SentenceModel model : values()) {
      if (model.name.equals(name)) {
        return model;
      }
    }
    throw new EmbedderException(
        "There is no embedding model '%s'; there is %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(SentenceModel::modelName)
                    .collect(Collectors.joining(", "))),
        false);
  }

  String modelName() {
    return name;
  }

  /** What a question begins with, for the model to know that it is one. */
  String query() {
    return query;
  }

  /** What a passage begins with. */
  String passage() {
    return passage;
  }

  /** Its tokens. */
  WordPiece tokens(@Nullable Path folder) throws IOException {
    Map<String, Integer> vocabulary = new HashMap<>();
    try (InputStream in = open(name + "-tokenizer.json", folder)) {
      JsonNode pieces = Json.mapper().readTree(in).at("/model/vocab");
      pieces
          .properties()
          .forEach(piece -> vocabulary.put(piece.getKey(), piece.getValue().intValue()));
    }
    return new WordPiece(vocabulary);
  }

  String networkFile() {
    return name + ".onnx";
  }

  /** A file of a folder, or of the class path where there is no folder. */
  InputStream open(String file, @Nullable Path folder) throws IOException {
    if (folder != null) {
      return Files.newInputStream(folder.resolve(file));
    }
    InputStream in = SentenceModel.class.getResourceAsStream("/" + file);
    if (in == null) {
      throw new FileNotFoundException("There is no " + file + " on the class path");
    }
    return in;
  }
}
