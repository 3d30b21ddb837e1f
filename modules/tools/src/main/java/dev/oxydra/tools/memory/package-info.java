/** The tools of a {@link dev.oxydra.types.MemoryStore}: arguments are checked here, and no more. */
@NullMarked
package dev.oxydra.tools.memory;

import org.jspecify.annotations.NullMarked;
