package dev.oxydra.types;

import java.util.List;

/** What a running turn has around it: who watches it, speaks to it, and decides for it. */
@FunctionalInterface
public interface TurnHost {

  /**
   * Shows what is not journalled, in order, from any thread; it doesn't block. Each update is given
   * before the events that follow from it are appended.
   */
  void show(TurnUpdate update);

  /**
   * What the user has said to the turn since it was last asked, oldest first. Each is committed as
   * {@code turn.steered} already; the turn journals it as {@code message.user} and puts it before
   * its next provider call.
   *
   * @param last whether the turn would end now: when nothing is returned, nothing more is accepted
   */
  default List<String> steering(boolean last) {
    return List.of();
  }

  /** Whether the turn was cancelled, which interrupts its thread too. */
  default boolean isCancelled() {
    return false;
  }

  /**
   * Asks the user about a call and waits for the answer. Both are journalled. Nobody to ask is a
   * denial.
   *
   * @throws InterruptedException when the turn is cancelled
   */
  default ApprovalEvent.Resolved decide(ApprovalEvent.Requested request)
      throws InterruptedException {
    return new ApprovalEvent.Resolved(
        request.approvalId(), ApprovalEvent.Decision.DENY, "system", "There is nobody to ask");
  }
}
