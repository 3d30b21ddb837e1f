package dev.oxydra.runtime;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into memory for what helps with a message, before the model is asked. It takes a bounded
 * time; without an answer by then, or with a memory that fails, the turn goes on.
 *
 * @param memory null for none
 */
record Recall(@Nullable MemoryStore memory, MemoryConfig.Recall config) {
  private static final Logger log = LoggerFactory.getLogger(Recall.class);

  /** A message with fewer words says too little: what was said before it counts too. */
  private static final int FEW_WORDS = 6;

  /** How much of an earlier message counts, in characters. */
  private static final int MAX_EARLIER = 500;

  /**
   * What is found for the last message of the user.
   *
   * @param conversation ends with that message, or with what follows it in the turn
   * @return null for nothing
   */
  @Nullable Recollection of(SessionId session, List<Message> conversation)
      throws InterruptedException {
    MemoryStore store = memory;
    String question = question(conversation);
    if (store == null || !config.enabled() || question.isBlank()) {
      return null;
    }
    Found found = within(config.timeout(), store, query(question, session));
    return found == null ? null : Recollection.of(found.items(), config.maxTokens());
  }

  private Query query(String question, SessionId session) {
    return new Query(
        question,
        config.topK(),
        List.of(),
        true,
        null,
        null,
        null,
        session,
        config.timeout().dividedBy(2));
  }

  private static @Nullable Found within(Duration limit, MemoryStore memory, Query query)
      throws InterruptedException {
    FutureTask<Found> search = new FutureTask<>(() -> memory.search(query));
    Thread.ofVirtual().name("recall").start(search);
    try {
      return search.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.debug("Nothing was recalled within {} ms", limit.toMillis(), e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case JournalException failed -> throw failed;
        case ToolException refused -> log.debug("Nothing was recalled", refused);
        case null, default -> log.warn("Nothing was recalled, as memory failed", e);
      }
    } finally {
      search.cancel(true);
    }
    return null;
  }

  /** The user's message; with a short one, what was said before it. */
  static String question(List<Message> conversation) {
    int at = conversation.size() - 1;
    while (at >= 0 && conversation.get(at).role() != Role.USER) {
      at--;
    }
    if (at < 0) {
      return "";
    }
    String said = conversation.get(at).text();
    if (said.strip().split("\\s+", FEW_WORDS + 1).length >= FEW_WORDS) {
      return said;
    }
    StringBuilder question = new StringBuilder(said);
    for (Role role : List.of(Role.ASSISTANT, Role.USER)) {
      question.append('\n').append(last(conversation.subList(0, at), role));
    }
    return question.toString().strip();
  }

  private static String last(List<Message> earlier, Role role) {
    for (Message message : earlier.reversed()) {
      if (message.role() == role && !message.text().isBlank()) {
        return ToolInvoker.start(message.text(), MAX_EARLIER);
      }
    }
    return "";
  }
}
