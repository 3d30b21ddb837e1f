package dev.oxydra.tools.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a tool, on one of:
 *
 * <ul>
 *   <li>a method of a class with one constructor: the method's parameters are what the model gives
 *       (but for a {@code ToolContext}), the constructor's are what the tool works with;
 *   <li>a record: its components are what the model gives; its method {@code run} takes what the
 *       tool works with, and a {@code ToolContext} if it likes.
 * </ul>
 *
 * <p>The method returns a {@code ToolOutput} and throws no checked exception but {@link
 * InterruptedException}. What the tool does is told to the model by the file {@code <name>.md} in
 * the folder that the processor's option {@value ToolProcessor#DESCRIPTIONS} names.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.SOURCE)
public @interface Tool {
  /** Its name: snake_case, at most 64 characters. */
  String name();

  /** What it can do to the world. */
  Tier tier();
}
