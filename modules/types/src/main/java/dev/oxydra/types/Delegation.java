package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/** Lets other agents do parts of the work. Safe for use by several turns at once. */
public interface Delegation {
  /** The name of its tool. */
  String TOOL = "delegate_to_agent";

  /** The agents that may be asked, by name, each with what it is good for. */
  List<Delegate> delegates();

  /**
   * Runs an agent to its end, in a session of its own. The same call again, also in another
   * process, finds the child that it had: it runs once.
   *
   * @param parent the call that it works for
   * @return what it has to say, also where it failed or was out of budget
   * @throws InterruptedException when the parent's turn is cancelled; the child has ended by then
   */
  ToolOutput delegate(ToolContext parent, Brief brief) throws InterruptedException;

  /** An agent that may be asked. */
  record Delegate(String name, String description) {
    public Delegate {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(description, "description");
    }
  }

  /**
   * All that an agent is told: it doesn't see the conversation.
   *
   * @param agent who is to do it
   * @param goal what is to be reached
   * @param keyFacts what it has to know
   * @param expectedOutput what its answer has to hold; empty for nothing in particular
   */
  record Brief(String agent, String goal, List<String> keyFacts, String expectedOutput) {
    public Brief {
      Objects.requireNonNull(agent, "agent");
      Objects.requireNonNull(goal, "goal");
      keyFacts = List.copyOf(keyFacts);
      Objects.requireNonNull(expectedOutput, "expected_output");
    }
  }
}
