package dev.oxydra.memory.recall;

/** What a text means, and the model that says so. */
final class Vector {
  private final String model;
  private final float[] components;

  /**
   * Takes over the components.
   *
   * @param model those of different ones can't be compared
   */
  Vector(String model, float[] components) {
    this.model = model;
    this.components = components;
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
    double dot = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < components.length; i++) {
      dot += components[i] * other.components[i];
      ones += components[i] * components[i];
      others += other.components[i] * other.components[i];
    }
    return ones == 0 || others == 0 ? 0 : dot / Math.sqrt(ones * others);
  }
}
