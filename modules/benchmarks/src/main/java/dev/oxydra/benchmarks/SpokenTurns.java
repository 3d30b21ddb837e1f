package dev.oxydra.benchmarks;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Turns whose answers come a token at a time, at a steady pace. The prompt is how many tokens; the
 * answer is Markdown of made-up words, paragraphs and lists in turn, as models write.
 */
final class SpokenTurns implements TurnRunner {
  /** Tokens a second. */
  static final int RATE = 200;

  private static final long GAP_NANOS = 1_000_000_000L / RATE;

  /** Words of an item of a list. */
  private static final int OF_ITEM = 9;

  private final Journal journal;
  private final Chatter chatter = new Chatter();
  private final AtomicLong shown = new AtomicLong();

  SpokenTurns(Journal journal) {
    this.journal = journal;
    chatter.nextTopic();
  }

  /** How many tokens all turns have shown so far. */
  long shown() {
    return shown.get();
  }

  @Override
  public Set<String> agents() {
    return Set.of(AgentConfig.DEFAULT_AGENT);
  }

  @Override
  public void check(Turn turn) {}

  @Override
  public void run(Turn turn, TurnHost host) {
    List<String> tokens = answer(Integer.parseInt(turn.prompt()));
    append(turn, new EventPayload.TurnStarted());
    append(turn, new EventPayload.UserMessage(Message.user(turn.prompt())));
    long due = System.nanoTime();
    for (String token : tokens) {
      due += GAP_NANOS;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      host.show(new TurnUpdate.Delta(token));
      shown.incrementAndGet();
    }
    Message said = Message.assistant(String.join("", tokens));
    append(turn, new EventPayload.AssistantMessage(said, FinishReason.STOP));
    append(turn, new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
  }

  /** A token is a word with what stands before it. */
  private synchronized List<String> answer(int tokens) {
    List<String> answer = new ArrayList<>();
    for (int block = 0; answer.size() < tokens; block++) {
      boolean list = block % 3 == 2;
      String[] words = chatter.message().split(" ", -1);
      for (int i = 0; i < words.length && answer.size() < tokens; i++) {
        answer.add(before(block, i, list) + words[i]);
      }
    }
    return answer;
  }

  private static String before(int block, int word, boolean list) {
    if (word == 0) {
      return (block == 0 ? "" : "\n\n") + (list ? "- " : "");
    }
    return list && word % OF_ITEM == 0 ? "\n- " : " ";
  }

  private void append(Turn turn, EventPayload payload) {
    journal.append(
        List.of(new NewEvent(turn.sessionId(), turn.id(), AgentConfig.DEFAULT_AGENT, payload)));
  }
}
