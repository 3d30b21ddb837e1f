package dev.oxydra.types;

import dev.oxydra.types.OverviewFrame.AgentInfo;
import dev.oxydra.types.OverviewFrame.ModelChoice;
import dev.oxydra.types.OverviewFrame.SkillInfo;
import java.util.List;

/** What the operator has configured for users to choose from. Safe for use by any thread. */
public interface Choices {
  /** Nothing. */
  Choices NONE =
      new Choices() {
        @Override
        public List<AgentInfo> agents() {
          return List.of();
        }

        @Override
        public List<ModelChoice> models() {
          return List.of();
        }

        @Override
        public List<SkillInfo> skills() {
          return List.of();
        }

        @Override
        public AgentConfig.ApprovalMode approvalMode() {
          return AgentConfig.Approvals.defaults().mode();
        }
      };

  /** The agents that sessions may have, the default one first. */
  List<AgentInfo> agents();

  /**
   * The models that turns may ask for, each once: those of agents first, then the catalogue's in
   * the order of the alphabet.
   */
  List<ModelChoice> models();

  /** The skills, by their names. */
  List<SkillInfo> skills();

  /** What is asked about in a session whose user has set nothing else. */
  AgentConfig.ApprovalMode approvalMode();
}
