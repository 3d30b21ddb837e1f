/**
 * Sentence embeddings, computed by one process for all guests of a host: the model, its tokenizer,
 * and the server that the runner starts when it is first needed.
 */
@NullMarked
package dev.oxydra.embedder;

import org.jspecify.annotations.NullMarked;
