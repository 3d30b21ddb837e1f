/**
 * Sentence embeddings for semantic search, computed by one process for all guests of a host. There
 * is nothing here yet: what is remembered is found by reading the journal.
 */
@NullMarked
package dev.oxydra.embedder;

import org.jspecify.annotations.NullMarked;
