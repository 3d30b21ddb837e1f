/** The tool of a {@link dev.oxydra.types.Delegation}: arguments are checked here, and no more. */
@NullMarked
package dev.oxydra.tools.delegation;

import org.jspecify.annotations.NullMarked;
