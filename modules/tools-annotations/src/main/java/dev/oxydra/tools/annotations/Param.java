package dev.oxydra.tools.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes an argument of a tool: a method's parameter or a record's component. Its name for the
 * model is its Java name in snake_case. It is optional when its type is {@code @Nullable}.
 */
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.SOURCE)
public @interface Param {
  /** What it means, told to the model. */
  String value();

  /** The least value of an int or long. */
  long min() default Long.MIN_VALUE;

  /** The greatest value of an int or long. */
  long max() default Long.MAX_VALUE;

  /** The regular expression that a String as a whole must match; empty for any. */
  String pattern() default "";
}
