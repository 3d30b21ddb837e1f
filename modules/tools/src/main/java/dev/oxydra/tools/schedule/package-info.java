/** The tools of a {@link dev.oxydra.types.Scheduler}: arguments are checked here, and no more. */
@NullMarked
package dev.oxydra.tools.schedule;

import org.jspecify.annotations.NullMarked;
