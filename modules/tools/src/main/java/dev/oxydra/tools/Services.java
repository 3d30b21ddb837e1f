package dev.oxydra.tools;

import dev.oxydra.tools.delegation.DelegationTools;
import dev.oxydra.tools.memory.MemoryTools;
import dev.oxydra.tools.schedule.ScheduleTools;
import dev.oxydra.tools.scratchpad.ScratchpadTools;
import dev.oxydra.tools.skills.SkillTools;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.Scratchpad;
import dev.oxydra.types.Skill;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Tool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else there is in a guest for tools to work with. A model is offered the tools of what is
 * there, and knows of no others.
 *
 * @param memory null for none
 * @param scratchpad null for none
 * @param scheduler null for none
 * @param delegation null for none
 * @param skills what the operator has the agents know
 * @param supervisor looks after the shell and MCP servers
 */
public record Services(
    @Nullable MemoryStore memory,
    @Nullable Scratchpad scratchpad,
    @Nullable Scheduler scheduler,
    @Nullable Delegation delegation,
    List<Skill> skills,
    Supervisor supervisor) {
  /** None of them. */
  public static final Services NONE =
      new Services(null, null, null, null, List.of(), Supervisor.NONE);

  public Services {
    skills = List.copyOf(skills);
  }

  /** The tools of those that there are. */
  List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    if (memory != null) {
      tools.addAll(MemoryTools.create(memory));
    }
    if (scratchpad != null) {
      tools.addAll(ScratchpadTools.create(scratchpad));
    }
    if (scheduler != null) {
      tools.addAll(ScheduleTools.create(scheduler));
    }
    if (delegation != null) {
      tools.addAll(DelegationTools.create(delegation));
    }
    tools.addAll(SkillTools.create(skills));
    return tools;
  }
}
