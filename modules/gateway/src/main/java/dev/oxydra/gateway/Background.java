package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ToolException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests of one client that may have to wait, such as for a model to be loaded: each on a
 * thread of its own, while others are answered in between.
 *
 * @param outbound gets the answers
 * @param free how many more may be answered at a time
 */
record Background(Outbound outbound, Semaphore free) {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  /** How many of one client are answered at a time. */
  static final int AT_ONCE = 8;

  Background(Outbound outbound) {
    this(outbound, new Semaphore(AT_ONCE));
  }

  /** Gives the answer to a request. */
  interface Work {
    ServerFrame answer() throws InterruptedException;
  }

  /**
   * Has a request answered.
   *
   * @param refused what is said of a request that a tool's part of the program refuses
   * @throws GatewayException when too many are being answered already
   */
  void start(String requestId, Code refused, Work work) {
    if (!free.tryAcquire()) {
      throw new GatewayException(
          Code.RATE_LIMITED,
          "%d such requests are being answered already; wait for one of them".formatted(AT_ONCE));
    }
    Thread.ofVirtual().name("gateway-request").start(() -> run(requestId, refused, work));
  }

  private void run(String requestId, Code refused, Work work) {
    ServerFrame answer;
    try {
      answer = work.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = failed(requestId, Code.SHUTTING_DOWN, "The agent is shutting down");
    } catch (GatewayException e) {
      answer = failed(requestId, e.code(), e.getMessage());
    } catch (ToolException e) {
      answer = failed(requestId, refused, e.getMessage());
    } catch (JournalException e) {
      answer = failed(requestId, Code.JOURNAL_FAILED, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A request failed", e);
      answer =
          failed(
              requestId,
              Code.INTERNAL_ERROR,
              "A fault of the agent, not of the request; its log has the details");
    } finally {
      free.release();
    }
    outbound.add(answer);
  }

  private static ServerFrame failed(String requestId, Code code, @Nullable String why) {
    return new ServerFrame.Error(requestId, null, null, String.valueOf(why), code.word());
  }
}
