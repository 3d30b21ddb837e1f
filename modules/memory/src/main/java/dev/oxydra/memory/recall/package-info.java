/**
 * The index that memory is searched with, in Lucene: passages of conversations, and notes. {@link
 * dev.oxydra.memory.recall.RecallIndex} follows the journal in the background and can be deleted at
 * any time; what of the journal is in it, and as what, is in {@code Passages}. Who makes vectors is
 * given; {@link dev.oxydra.memory.recall.HashingEmbedder} is the one that needs nothing.
 */
@NullMarked
package dev.oxydra.memory.recall;

import org.jspecify.annotations.NullMarked;
