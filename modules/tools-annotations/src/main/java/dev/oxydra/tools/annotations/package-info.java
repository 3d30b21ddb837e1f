/**
 * How a tool is declared: {@link dev.oxydra.tools.annotations.Tool} on a method or a record, {@link
 * dev.oxydra.tools.annotations.Param} on what the model gives. The annotation processor turns each
 * into a class that holds its JSON Schema and reads its arguments, and writes an index of all tools
 * of a package. {@link dev.oxydra.tools.annotations.Argument} is what the written code runs on.
 * Nothing of ours is needed here; the written code names the types of {@code dev.oxydra.types}.
 */
@NullMarked
package dev.oxydra.tools.annotations;

import org.jspecify.annotations.NullMarked;
