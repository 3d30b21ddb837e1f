package dev.oxydra.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that needs programs of the system, such as {@code bwrap} or {@code tmux}. Where one
 * is missing the test is skipped with a message; it fails instead when the environment variable
 * {@code OXYDRA_REQUIRE}, a comma-separated list, names it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("system")
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {
  /** Names of programs on the {@code PATH}. */
  String[] value();
}
