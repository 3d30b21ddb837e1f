package dev.oxydra.channels;

import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.ServerFrame;
import org.jspecify.annotations.Nullable;

/** Which request a frame answers. */
final class Answers {
  private Answers() {}

  /** The request's id; null for a frame that answers none. */
  static @Nullable String requestId(ServerFrame frame) {
    return switch (frame) {
      case ServerFrame.HelloAck it -> it.requestId();
      case ServerFrame.TurnStarted it -> it.requestId();
      case ServerFrame.TurnCompleted it -> it.requestId();
      case ServerFrame.TurnCancelled it -> it.requestId();
      case ServerFrame.SessionCreated it -> it.requestId();
      case ServerFrame.SessionList it -> it.requestId();
      case ServerFrame.SessionSwitched it -> it.requestId();
      case ServerFrame.HealthStatus it -> it.requestId();
      case ServerFrame.Error it -> it.requestId();
      case QueueFrame.QueueUpdated it -> it.requestId();
      case QueueFrame.TurnSteered it -> it.requestId();
      case ApprovalFrame.ApprovalResolved it -> it.requestId();
      case OverviewFrame.UsageReport it -> it.requestId();
      case OverviewFrame.AgentList it -> it.requestId();
      case OverviewFrame.ModelList it -> it.requestId();
      case OverviewFrame.ScheduleList it -> it.requestId();
      case OverviewFrame.RunningList it -> it.requestId();
      case MemoryFrame.MemoryResults it -> it.requestId();
      case MemoryFrame.NoteList it -> it.requestId();
      case MemoryFrame.MemoryForgotten it -> it.requestId();
      default -> null; // whatever is never asked for here
    };
  }
}
