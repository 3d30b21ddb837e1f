package dev.oxydra.runtime;

import dev.oxydra.types.ModelRef;
import dev.oxydra.types.Selection;

/** Finds the model that a turn asks for. */
@FunctionalInterface
public interface ModelSelector {
  /**
   * The model of a selection.
   *
   * @param otherwise the model that would answer without it
   * @throws IllegalArgumentException with a sentence for the user, when there is no such model
   */
  ModelRef resolve(Selection selection, ModelRef otherwise);
}
