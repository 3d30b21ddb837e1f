package dev.oxydra.tools.delegation;

import dev.oxydra.types.Delegation;
import dev.oxydra.types.Tool;
import java.util.List;

/** Makes the tools of a delegation. */
public final class DelegationTools {
  private DelegationTools() {}

  /** All of them, by name. */
  public static List<Tool> create(Delegation delegation) {
    return ToolIndex.create(delegation);
  }
}
