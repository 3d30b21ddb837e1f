package dev.oxydra.runtime;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.TurnHost;
import java.util.List;

/** What the user says to a turn while it runs. It is journalled before the model is shown it. */
record Steering(TurnHost host, TurnRecord record) {

  /**
   * What was said since this was last asked, oldest first.
   *
   * @param last see {@link TurnHost#steering}
   */
  List<Message> take(boolean last) {
    List<Message> said = host.steering(last).stream().map(Message::user).toList();
    if (!said.isEmpty()) {
      record.append(said.stream().map(EventPayload.UserMessage::new).toList());
    }
    return said;
  }

  /** Takes no more. What the turn had no call left for is the next turn's to see. */
  void end() {
    while (!take(true).isEmpty()) {
      // It was journalled, and more may have come meanwhile.
    }
  }
}
