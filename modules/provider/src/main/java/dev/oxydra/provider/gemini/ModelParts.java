package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Content;

/** The parts of one answer of the model as they go back, each with the signature it came with. */
final class ModelParts {
  private final ArrayNode parts = JsonNodeFactory.instance.arrayNode();
  private final boolean needsSignatures;
  private boolean called;
  // Of the part that comes next; empty for none.
  private String signature = "";

  /**
   * @param needsSignatures whether the model refuses an answer whose first call has no signature
   */
  ModelParts(boolean needsSignatures) {
    this.needsSignatures = needsSignatures;
  }

  /** Takes a signature, if it is one. */
  void sign(Content.Opaque opaque) {
    String found = Signature.in(opaque);
    if (found.isEmpty()) {
      return;
    }
    flush();
    signature = found;
    if (Signature.isAlone(opaque.data())) {
      flush();
    }
  }

  /** Takes a part; one that is empty and has no signature says nothing. */
  void add(ObjectNode part, boolean empty) {
    if (!signature.isEmpty()) {
      part.put(Signature.FIELD, signature);
      signature = "";
    } else if (empty) {
      return;
    }
    parts.add(part);
  }

  /** Takes what the model thought, which only goes back if it was signed. */
  void addThought(ObjectNode thought) {
    add(thought, true);
  }

  void addCall(ObjectNode call) {
    if (!called && signature.isEmpty() && needsSignatures) {
      signature = Signature.FOREIGN;
    }
    called = true;
    add(call, false);
  }

  /** A signature whose part is not there goes back on an empty one. */
  private void flush() {
    if (!signature.isEmpty()) {
      add(JsonNodeFactory.instance.objectNode().put("text", ""), true);
    }
  }

  ArrayNode array() {
    flush();
    return parts;
  }
}
