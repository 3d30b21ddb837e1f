package dev.oxydra.runtime;

import dev.oxydra.types.Constraint;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolPolicy;
import dev.oxydra.types.ToolSpec;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A standing constraint that names a tool has the user asked before each call of it, whatever was
 * allowed before the turn; what is forbidden stays so.
 *
 * @param policy the configured one
 * @param constraints those that stand now
 */
record ConstrainedPolicy(ToolPolicy policy, Supplier<List<Constraint>> constraints)
    implements ToolPolicy {
  @Override
  public Verdict decide(ToolSpec tool, ToolCall call, Set<String> sources) {
    Verdict verdict = policy.decide(tool, call, sources);
    return verdict instanceof Verdict.Deny
        ? verdict
        : constraints.get().stream()
            .filter(constraint -> names(constraint, tool.name()))
            .findFirst()
            .<Verdict>map(
                constraint -> new Verdict.Ask("You have set: \"" + constraint.text() + "\"", true))
            .orElse(verdict);
  }

  private static boolean names(Constraint constraint, String tool) {
    return Pattern.compile("(?<![\\w-])" + Pattern.quote(tool) + "(?![\\w-])")
        .matcher(constraint.text())
        .find();
  }
}
