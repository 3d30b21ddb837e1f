package dev.oxydra.memory.recall;

import org.apache.lucene.util.VectorUtil;

/** What a text means, and the model that says so. */
final class Vector {
  private final String model;
  private final float[] components;
  private final double length;

  /**
   * Takes over the components.
   *
   * @param model those of different ones can't be compared
   */
  Vector(String model, float[] components) {
    this.model = model;
    this.components = components;
    this.length = Math.sqrt(VectorUtil.dotProduct(components, components));
  }

  String model() {
    return model;
  }

  float[] components() {
    return components;
  }

  /** Where such vectors are in the index. */
  String field() {
    return "vector " + model + " " + components.length;
  }

  /** The cosine of the angle between two: 1 for the same direction. */
  double cosine(Vector other) {
    double both = length * other.length;
    return both == 0 ? 0 : VectorUtil.dotProduct(components, other.components) / both;
  }
}
