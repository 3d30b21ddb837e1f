package dev.oxydra.gateway;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnUpdate;
import java.util.List;

/** What a turn has around it while it runs. */
record RunningTurn(ActiveTurn active, SessionFeed feed, ApprovalDesk desk) implements TurnHost {
  @Override
  public void show(TurnUpdate update) {
    feed.publish(active.id(), update);
  }

  @Override
  public List<String> steering(boolean last) {
    return active.steering.take(last);
  }

  @Override
  public boolean isCancelled() {
    return active.cancelled;
  }

  @Override
  public ApprovalEvent.Resolved decide(ApprovalEvent.Requested request)
      throws InterruptedException {
    return desk.decide(active, request);
  }
}
