/** The tools of a {@link dev.oxydra.types.Scratchpad}: arguments are checked here, and no more. */
@NullMarked
package dev.oxydra.tools.scratchpad;

import org.jspecify.annotations.NullMarked;
