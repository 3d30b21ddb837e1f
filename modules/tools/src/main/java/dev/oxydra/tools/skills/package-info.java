/** The tools with which an agent reads the operator's {@link dev.oxydra.types.Skill}s. */
@NullMarked
package dev.oxydra.tools.skills;

import org.jspecify.annotations.NullMarked;
