/**
 * The operator's skills: folders that are found, checked and handed to guests as text; where they
 * come from, and whether they are what was added.
 */
@NullMarked
package dev.oxydra.runner.skills;

import org.jspecify.annotations.NullMarked;
