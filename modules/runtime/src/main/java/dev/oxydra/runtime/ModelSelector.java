package dev.oxydra.runtime;

import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.Selection;
import java.util.List;

/** Knows the models that turns ask for. */
@FunctionalInterface
public interface ModelSelector {
  /**
   * The model of a selection.
   *
   * @param otherwise the model that would answer without it
   * @throws IllegalArgumentException with a sentence for the user, when there is no such model
   */
  ModelRef resolve(Selection selection, ModelRef otherwise);

  /** What is known of a model, first, and of those that may answer in its place. */
  default List<ModelInfo> infos(ModelRef model) {
    return List.of(ModelInfo.UNKNOWN);
  }
}
